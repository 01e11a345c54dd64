import Box from '@mui/material/Box';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Glows once for a second when `value` changes; not under reduced motion (see `GlobalLook`). */
export const Glow = ({
  value,
  children,
}: {
  readonly value: string;
  readonly children: ReactNode;
}) => {
  const [changes, setChanges] = useState(0);
  const last = useRef(value);
  useEffect(() => {
    if (last.current === value) return;
    last.current = value;
    setChanges((count) => count + 1);
  }, [value]);
  return (
    <Box
      key={changes}
      component="span"
      sx={{
        display: 'inline-flex',
        maxWidth: '100%',
        borderRadius: 1,
        ...(changes > 0 && { animation: 'gh-glow 1s ease-out' }),
      }}
    >
      {children}
    </Box>
  );
};
