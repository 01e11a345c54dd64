import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Column, Sort } from './column.ts';
import { gridActionOf } from './grid-keys.ts';
import { foldAt, type RowTree } from './row-tree.ts';
import { TableHead } from './TableHead.tsx';
import { TableRow } from './TableRow.tsx';
import { tableStyles } from './table-styles.ts';

export interface DataTableProps<T> {
  /** Accessible name of the grid. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** In the order of `sort` already. */
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly rowName: (row: T) => string;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelected?: (keys: ReadonlySet<string>) => void;
  /** Row shown in the detail pane; it is scrolled to when it becomes another. */
  readonly current?: string | undefined;
  readonly onOpen?: ((row: T) => void) | undefined;
  /** Scrolls inside and draws only what is seen; else as high as its rows. */
  readonly virtual?: boolean;
  readonly rowHeight?: number;
  /** Makes it a tree-table; `rows` are those that no fold hides. */
  readonly tree?: RowTree<T>;
}

const headHeight = 34;

const rangeOf = <T,>(rows: readonly T[], from: number, to: number, key: (row: T) => string) =>
  rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(key);

/** Stands for the rows that are scrolled away. */
const Unseen = ({ span, height }: { readonly span: number; readonly height: number }) =>
  height > 0 && (
    <tr>
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );

/**
 * Every list of the console: a grid of rows that takes ten thousand without a pause. One tab stop;
 * arrows walk, Shift extends, Space selects, Enter opens, Ctrl+A takes all rows; in a tree Left folds
 * and Right unfolds (WAI-ARIA treegrid).
 */
export const DataTable = <T,>(props: DataTableProps<T>) => {
  const {
    label,
    rows,
    rowKey,
    rowName,
    sort = '',
    onSort,
    selected,
    onSelected,
    onOpen,
    virtual = false,
    rowHeight = 36,
    tree,
  } = props;
  const id = useId();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('sm'), { noSsr: true });
  const columns = useMemo(
    () => (narrow ? props.columns.filter((column) => column.wideOnly !== true) : props.columns),
    [narrow, props.columns],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const [anchor, setAnchor] = useState(0);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head is above the rows and stays there: they begin, and are hidden, below it.
    scrollPaddingEnd: headHeight,
    enabled: virtual,
  });
  const currentAt = useMemo(
    () =>
      props.current === undefined ? -1 : rows.findIndex((row) => rowKey(row) === props.current),
    [rows, rowKey, props.current],
  );
  useEffect(() => {
    if (currentAt < 0) return;
    setActive(currentAt);
    if (virtual) virtualizer.scrollToIndex(currentAt);
  }, [currentAt, virtual, virtualizer]);

  const window = virtualizer.getVirtualItems();
  const first = virtual ? (window[0]?.index ?? 0) : 0;
  const last = virtual ? (window.at(-1)?.index ?? -1) : rows.length - 1;

  const toggle = (index: number) => {
    const row = rows[index];
    if (row === undefined || selected === undefined || onSelected === undefined) return;
    const next = new Set(selected);
    if (!next.delete(rowKey(row))) next.add(rowKey(row));
    setAnchor(index);
    onSelected(next);
  };
  const extendTo = (index: number) =>
    onSelected?.(new Set([...(selected ?? []), ...rangeOf(rows, anchor, index, rowKey)]));

  const move = (to: number, extend: boolean) => {
    setActive(to);
    if (extend) extendTo(to);
    else setAnchor(to);
    if (virtual) virtualizer.scrollToIndex(to);
    else document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: 'nearest' });
  };

  const open = (index: number) => {
    const row = rows[index];
    if (row !== undefined) onOpen?.(row);
  };

  const fold = (expanded: boolean) => {
    const step = foldAt(tree, rows, active, expanded);
    if (step?.kind === 'expand') tree?.onExpand(step.row, expanded);
    else if (step?.kind === 'move') move(step.to, false);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.target !== event.currentTarget) return;
    const action = gridActionOf(event, active, rows.length, tree !== undefined);
    if (action === null) return;
    event.preventDefault();
    if (action.kind === 'fold') fold(action.expanded);
    else if (action.kind === 'move') move(action.to, action.extend);
    else if (action.kind === 'toggle') toggle(active);
    else if (action.kind === 'open') open(active);
    else onSelected?.(new Set(rows.map(rowKey)));
  };

  const latest = useRef({ toggle, extendTo, open });
  useLayoutEffect(() => {
    latest.current = { toggle, extendTo, open };
  });
  const onRowToggle = useCallback((index: number, extend: boolean) => {
    setActive(index);
    if (extend) latest.current.extendTo(index);
    else latest.current.toggle(index);
  }, []);
  const onRowOpen = useCallback((index: number) => {
    setActive(index);
    latest.current.open(index);
  }, []);

  const width = columns.reduce(
    (sum, column) => sum + column.width,
    selected === undefined ? 0 : 36,
  );
  const span = columns.length + (selected === undefined ? 0 : 1);
  const seen = rows.slice(first, last + 1);
  const above = first * rowHeight;
  const below = (rows.length - 1 - last) * rowHeight;

  return (
    <Box
      ref={scroller}
      sx={{
        overflow: 'auto',
        minHeight: 0,
        ...(virtual && { flex: 1, height: '100%' }),
        position: 'relative',
      }}
    >
      <Box
        component="table"
        role={tree === undefined ? 'grid' : 'treegrid'}
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={span}
        aria-multiselectable={selected === undefined ? undefined : true}
        aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) =>
          event.target === event.currentTarget && active < 0 && rows.length > 0 && setActive(0)
        }
        sx={{ ...tableStyles, minWidth: width }}
      >
        <TableHead
          columns={columns}
          sort={sort}
          onSort={onSort}
          allSelected={selected !== undefined && rows.length > 0 && selected.size >= rows.length}
          someSelected={selected !== undefined && selected.size > 0}
          onSelectAll={
            onSelected === undefined
              ? undefined
              : (all) => onSelected(new Set(all ? rows.map(rowKey) : []))
          }
        />
        <tbody>
          <Unseen span={span} height={above} />
          {seen.map((row, offset) => {
            const index = first + offset;
            const key = rowKey(row);
            return (
              <TableRow
                key={key}
                id={`${id}-${index}`}
                row={row}
                index={index}
                height={rowHeight}
                name={rowName(row)}
                columns={columns}
                active={index === active}
                current={key === props.current}
                selected={selected?.has(key)}
                level={tree?.levelOf(row)}
                expanded={tree?.isExpanded(row)}
                onToggle={onRowToggle}
                onOpen={onOpen === undefined ? undefined : onRowOpen}
              />
            );
          })}
          <Unseen span={span} height={below} />
        </tbody>
      </Box>
    </Box>
  );
};
