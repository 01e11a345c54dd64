import Box from '@mui/material/Box';
import { shortHash } from '../format/format.ts';
import { CopyButton } from './CopyButton.tsx';
import { monospace } from './theme.ts';

interface Props {
  readonly value: string;
  /** What it is the hash of, for the copy button. */
  readonly label: string;
  /** Whole, and breaking where it must: for detail views. */
  readonly full?: boolean;
}

/** A hash in the monospaced face, short unless asked for whole, always with copy. */
export const Hash = ({ value, label, full = false }: Props) => (
  <Box
    component="span"
    sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, minWidth: 0 }}
  >
    <Box
      component="code"
      title={full ? undefined : value}
      sx={{ fontFamily: monospace, fontSize: '0.75rem', overflowWrap: 'anywhere' }}
    >
      {full ? value : shortHash(value)}
    </Box>
    <CopyButton text={value} label={`Copy ${label}`} />
  </Box>
);
