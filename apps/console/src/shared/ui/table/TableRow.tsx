import Checkbox from '@mui/material/Checkbox';
import { type MouseEvent, memo } from 'react';
import { useShared } from '../../i18n/i18n.ts';
import type { Column } from './column.ts';

interface Props<T> {
  readonly id: string;
  readonly row: T;
  readonly index: number;
  readonly height: number;
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly active: boolean;
  readonly current: boolean;
  /** Undefined where rows cannot be selected. */
  readonly selected: boolean | undefined;
  /** Of a tree only; `expanded` of a row with others below it. */
  readonly level: number | undefined;
  readonly expanded: boolean | undefined;
  /** Both the same at every render, so that a row in sight is not drawn again while others come. */
  readonly onToggle: (index: number, extend: boolean) => void;
  readonly onOpen: ((index: number) => void) | undefined;
}

const isControl = (event: MouseEvent) =>
  event.target instanceof Element && event.target.closest('a, button, input, label') !== null;

const Row = <T,>({
  id,
  row,
  index,
  height,
  name,
  columns,
  active,
  current,
  selected,
  level,
  expanded,
  onToggle,
  onOpen,
}: Props<T>) => {
  const t = useShared();
  return (
    // Keys are handled by the grid, which keeps the focus (aria-activedescendant).
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-level={level}
      aria-expanded={expanded}
      data-active={active}
      data-current={current}
      data-opens={onOpen === undefined ? undefined : true}
      style={{ height }}
      onClick={(event) => {
        if (isControl(event)) return;
        if (event.shiftKey || event.ctrlKey || event.metaKey) onToggle(index, event.shiftKey);
        else onOpen?.(index);
      }}
    >
      {selected !== undefined && (
        <td style={{ padding: 0 }}>
          <Checkbox
            checked={selected}
            tabIndex={-1}
            onClick={(event) => onToggle(index, event.shiftKey)}
            slotProps={{ input: { 'aria-label': t('table.selectRow', { name }), tabIndex: -1 } }}
            sx={{ '& svg': { fontSize: 18 }, marginInlineStart: '0' }}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} style={column.align === 'end' ? { textAlign: 'end' } : {}}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
};

/**
 * One row; what is inside it is reached by the keys of the grid, not by Tab. Typed as what it is made of:
 * `memo` does not keep type parameters.
 */
export const TableRow = memo(Row) as typeof Row;
