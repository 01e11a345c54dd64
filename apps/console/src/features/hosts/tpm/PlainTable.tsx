import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

export interface PlainColumn<T> {
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  readonly align?: 'end';
  /** Never broken: for numbers and words. */
  readonly short?: boolean;
  /** Left out on narrow screens. */
  readonly wideOnly?: boolean;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly PlainColumn<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
}

const looksOf = ({ align, short, wideOnly }: Omit<PlainColumn<never>, 'header' | 'cell'>) => ({
  ...(wideOnly && { display: { xs: 'none', md: 'table-cell' } }),
  ...(short && { whiteSpace: 'nowrap' }),
  ...(align && { textAlign: `${align} !important` }),
});

/** A short table to be read, whose text wraps: the first column names the row. Lists are a DataTable. */
export const PlainTable = <T,>({ label, columns, rows, rowKey }: Props<T>) => (
  <Box sx={{ overflowX: 'auto' }}>
    <Box
      component="table"
      aria-label={label}
      sx={{
        width: '100%',
        borderCollapse: 'collapse',
        fontSize: '0.8125rem',
        '& th, & td': {
          padding: '7px 8px',
          borderBottom: 1,
          borderColor: 'divider',
          textAlign: 'start',
          verticalAlign: 'baseline',
          overflowWrap: 'break-word',
        },
        '& thead th': { fontWeight: 550, fontSize: '0.75rem', color: 'text.secondary' },
        '& tbody th': { fontWeight: 550 },
        '& tr > :first-child': { paddingInlineStart: '16px' },
        '& tr > :last-child': { paddingInlineEnd: '16px' },
        '& tbody tr:last-of-type > *': { borderBottom: 0 },
      }}
    >
      <thead>
        <tr>
          {columns.map(({ header, cell: _cell, ...looks }) => (
            <Box component="th" scope="col" key={header} sx={looksOf(looks)}>
              {header}
            </Box>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ header, cell, ...looks }, index) => (
              <Box
                key={header}
                {...(index === 0 ? { component: 'th', scope: 'row' } : { component: 'td' })}
                sx={looksOf(looks)}
              >
                {cell(row)}
              </Box>
            ))}
          </tr>
        ))}
      </tbody>
    </Box>
  </Box>
);
