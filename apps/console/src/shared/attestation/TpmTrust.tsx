import type { Verdict } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { useShared } from '../i18n/i18n.ts';
import { StatusChip } from '../ui/StatusChip.tsx';

type Told = Pick<Verdict, 'alarm' | 'endorsement'>;

/** Which way a TPM is trusted, and as which status that is shown; null where the verdict says nothing. */
const trustOf = ({ alarm, endorsement }: Told) => {
  if (alarm !== null) return { word: 'suspected', status: 'error' } as const;
  if (endorsement === null) return null;
  return endorsement === 'certified'
    ? ({ word: 'certified', status: 'ok' } as const)
    : ({ word: 'forced', status: 'warning' } as const);
};

/** What vouches for the TPM of a verdict, and what HGS holds against it. */
export const TpmTrust = ({ verdict }: { readonly verdict: Told }) => {
  const t = useShared();
  const trust = trustOf(verdict);
  if (trust === null) return '—';
  return (
    <Box sx={{ display: 'grid', justifyItems: 'start' }}>
      <StatusChip status={trust.status} word={t(`endorsement.${trust.word}`)} />
      <span>{verdict.alarm?.sentence ?? t(`endorsement.${trust.word}Text`)}</span>
    </Box>
  );
};
