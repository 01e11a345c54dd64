import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

interface Props {
  readonly rows: number;
  readonly rowHeight: number;
  /** Share of the window that it takes at most, in hundredths. */
  readonly most: number;
  readonly children: ReactNode;
}

const headHeight = 36;
const least = 120;

/** Room for a list that scrolls inside: as high as its rows, up to a share of the window. */
export const ListBox = ({ rows, rowHeight, most, children }: Props) => (
  <Box
    sx={{
      display: 'flex',
      height: `min(${most}vh, ${Math.max(least, headHeight + rows * rowHeight)}px)`,
      borderRadius: 2,
      overflow: 'hidden',
    }}
  >
    {children}
  </Box>
);
