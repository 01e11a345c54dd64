import ArrowDownward from '@mui/icons-material/ArrowDownward';
import ArrowUpward from '@mui/icons-material/ArrowUpward';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import { useShared } from '../../i18n/i18n.ts';
import { type Column, type Sort, sortColumnOf, toggledSort } from './column.ts';

interface Props<T> {
  readonly columns: readonly Column<T>[];
  readonly sort: Sort;
  readonly onSort?: ((sort: Sort) => void) | undefined;
  readonly allSelected: boolean;
  readonly someSelected: boolean;
  readonly onSelectAll?: ((all: boolean) => void) | undefined;
}

const Arrow = ({ descending }: { readonly descending: boolean }) =>
  descending ? <ArrowDownward sx={{ fontSize: 14 }} /> : <ArrowUpward sx={{ fontSize: 14 }} />;

/** Header row: sortable columns are buttons, the first cell selects all rows. */
export const TableHead = <T,>({
  columns,
  sort,
  onSort,
  allSelected,
  someSelected,
  onSelectAll,
}: Props<T>) => {
  const t = useShared();
  const sorted = sortColumnOf(sort);
  const sortState = (column: Column<T>) => {
    if (column.sortValue === undefined || onSort === undefined) return undefined;
    if (sorted.id !== column.id) return 'none' as const;
    return sorted.descending ? ('descending' as const) : ('ascending' as const);
  };
  return (
    <>
      <colgroup>
        {onSelectAll !== undefined && <col style={{ width: 36 }} />}
        {columns.map((column) => (
          <col key={column.id} style={column.grow === true ? {} : { width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {onSelectAll !== undefined && (
            <th scope="col" style={{ padding: 0 }}>
              <Checkbox
                checked={allSelected}
                indeterminate={someSelected && !allSelected}
                onChange={(event) => onSelectAll(event.target.checked)}
                slotProps={{ input: { 'aria-label': t('table.selectAll') } }}
                sx={{ '& svg': { fontSize: 18 } }}
              />
            </th>
          )}
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              aria-sort={sortState(column)}
              style={column.align === 'end' ? { textAlign: 'end' } : {}}
            >
              {column.sortValue === undefined || onSort === undefined ? (
                column.header
              ) : (
                <Box
                  component="button"
                  type="button"
                  onClick={() => onSort(toggledSort(sort, column.id))}
                  sx={{
                    all: 'unset',
                    cursor: 'pointer',
                    display: 'inline-flex',
                    alignItems: 'center',
                    gap: 1,
                    maxWidth: '100%',
                    '&:hover': { color: 'text.primary' },
                    '&:focus-visible': {
                      outline: '2px solid var(--gh-palette-accent-main)',
                      outlineOffset: -1,
                      borderRadius: 1,
                    },
                  }}
                >
                  {column.header}
                  {sorted.id === column.id && <Arrow descending={sorted.descending} />}
                </Box>
              )}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
};
