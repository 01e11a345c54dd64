import Checkbox from '@mui/material/Checkbox';
import type { MouseEvent } from 'react';
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
  readonly onToggle: (extend: boolean) => void;
  readonly onOpen: (() => void) | undefined;
}

const isControl = (event: MouseEvent) =>
  event.target instanceof Element && event.target.closest('a, button, input, label') !== null;

/** One row; what is inside it is reached by the keys of the grid, not by Tab. */
export const TableRow = <T,>({
  id,
  row,
  index,
  height,
  name,
  columns,
  active,
  current,
  selected,
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
      data-active={active}
      data-current={current}
      data-opens={onOpen === undefined ? undefined : true}
      style={{ height }}
      onClick={(event) => {
        if (isControl(event)) return;
        if (event.shiftKey || event.ctrlKey || event.metaKey) onToggle(event.shiftKey);
        else onOpen?.();
      }}
    >
      {selected !== undefined && (
        <td style={{ padding: 0 }}>
          <Checkbox
            checked={selected}
            tabIndex={-1}
            onClick={(event) => onToggle(event.shiftKey)}
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
