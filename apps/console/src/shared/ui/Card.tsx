import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';

interface Props {
  readonly title?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
  /** No padding: for lists that reach the edges. */
  readonly flush?: boolean;
}

/** A bordered part of a page with its heading. */
export const Card = ({ title, action, children, flush = false }: Props) => {
  const id = useId();
  return (
    <Box
      component="section"
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
      sx={{
        bgcolor: 'surface.card',
        border: 1,
        borderColor: 'divider',
        borderRadius: 2,
        minWidth: 0,
      }}
    >
      {title !== undefined && (
        <Box
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 2,
            padding: '10px 16px',
            minHeight: 48,
          }}
        >
          <Typography id={id} variant="h2" component="h2" sx={{ flex: 1, minWidth: 0 }}>
            {title}
          </Typography>
          {action}
        </Box>
      )}
      <Box sx={flush ? {} : { padding: title === undefined ? 4 : '0 16px 16px' }}>{children}</Box>
    </Box>
  );
};
