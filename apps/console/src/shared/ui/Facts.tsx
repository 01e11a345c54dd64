import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

export type Fact = readonly [term: string, value: ReactNode];

/** Name and value pairs; falls to one column on a narrow screen. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <Box
    component="dl"
    sx={{
      display: 'grid',
      gridTemplateColumns: { xs: '1fr', sm: 'minmax(120px, 200px) 1fr' },
      columnGap: 4,
      rowGap: { xs: 0, sm: 1.5 },
      fontSize: '0.8125rem',
      '& dt': { color: 'text.secondary' },
      '& dd': { margin: { xs: '0 0 8px', sm: 0 }, minWidth: 0, overflowWrap: 'anywhere' },
    }}
  >
    {facts.map(([term, value]) => (
      <Box key={term} sx={{ display: 'contents' }}>
        <dt>{term}</dt>
        <dd>{value === null || value === '' ? '—' : value}</dd>
      </Box>
    ))}
  </Box>
);
