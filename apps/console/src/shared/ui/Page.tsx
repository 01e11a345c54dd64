import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect } from 'react';

interface Props {
  readonly title: string;
  /** One sentence of state. */
  readonly sentence?: ReactNode;
  /** The primary action, at the right. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
  /** The page fills the height and scrolls inside, as lists do. */
  readonly fill?: boolean;
}

/** Title, one sentence of state, primary action, content. */
export const Page = ({ title, sentence, action, children, fill = false }: Props) => {
  useEffect(() => {
    document.title = `${title} – Gatehouse`;
  }, [title]);
  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column',
        gap: 4,
        padding: { xs: 4, md: 6 },
        ...(fill && { height: { md: '100%' }, minHeight: 0 }),
      }}
    >
      <Box sx={{ display: 'flex', gap: 4, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
          <Typography variant="h1" component="h1" sx={{ overflowWrap: 'anywhere' }}>
            {title}
          </Typography>
          {sentence !== undefined && (
            <Typography component="div" variant="body1" sx={{ color: 'text.secondary' }}>
              {sentence}
            </Typography>
          )}
        </Box>
        {action !== undefined && (
          <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', flexShrink: 0 }}>{action}</Box>
        )}
      </Box>
      {children}
    </Box>
  );
};
