import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect } from 'react';

/** The frame of the pages before anybody is signed in. */
export const EntryPage = ({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) => {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Box
      component="main"
      sx={{
        minHeight: '100%',
        display: 'grid',
        placeItems: { xs: 'start center', sm: 'center' },
        padding: 4,
      }}
    >
      <Box
        sx={{
          width: '100%',
          maxWidth: 400,
          display: 'grid',
          gap: 5,
          padding: { xs: 4, sm: 8 },
          bgcolor: 'surface.card',
          border: 1,
          borderColor: 'divider',
          borderRadius: 2,
        }}
      >
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Box component="img" src="/gatehouse.svg" alt="" width={32} height={32} />
          <Typography variant="h1" component="h1">
            {title}
          </Typography>
          {hint !== undefined && <Typography sx={{ color: 'text.secondary' }}>{hint}</Typography>}
        </Box>
        {children}
      </Box>
    </Box>
  );
};
