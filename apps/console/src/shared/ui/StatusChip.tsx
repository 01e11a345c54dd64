import type { HostStatus } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { useWords } from '../vocabulary/words.ts';
import { StatusShape } from './StatusShape.tsx';

interface Props {
  readonly status: HostStatus;
  /** Instead of the status word, where the object has a better one ("Passed", "Completed"). */
  readonly word?: string | undefined;
  readonly size?: 'small' | 'large';
}

/** Status as shape, word and colour, the same everywhere. */
export const StatusChip = ({ status, word, size = 'small' }: Props) => {
  const words = useWords();
  return (
    <Box
      component="span"
      data-status={status}
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 1.5,
        whiteSpace: 'nowrap',
        // A cell of a table is one line; a fact may be a sentence.
        'dd &': { whiteSpace: 'normal', alignItems: 'flex-start' },
        fontWeight: 550,
        fontSize: size === 'large' ? '0.9375rem' : '0.8125rem',
        color: `status.${status}`,
      }}
    >
      <StatusShape status={status} size={size === 'large' ? 20 : 16} />
      {word ?? words.status(status)}
    </Box>
  );
};
