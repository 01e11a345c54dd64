import type { AttestationCheck, HostStatus } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Facts } from '../../shared/ui/Facts.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { useMessages } from './messages.ts';

const statusOf: Readonly<Record<AttestationCheck['outcome'], HostStatus>> = {
  passed: 'ok',
  failed: 'error',
  skipped: 'unknown',
};

const Failure = ({ check }: { readonly check: AttestationCheck }) => {
  const t = useMessages();
  return (
    <Box sx={{ paddingInlineStart: 6, display: 'grid', gap: 1 }}>
      {check.reason !== null && <Typography variant="body2">{check.reason}</Typography>}
      {check.remedy !== null && <Typography variant="body2">{check.remedy}</Typography>}
      <Facts
        facts={[
          [t('attestations.expected'), check.expected],
          [t('attestations.actual'), check.actual],
        ]}
      />
    </Box>
  );
};

/** Every check of an attestation in protocol order; what did not pass with its reason and remedy. */
export const CheckList = ({ checks }: { readonly checks: readonly AttestationCheck[] }) => {
  const t = useMessages();
  return (
    <Box component="ol" sx={{ listStyle: 'none', padding: 0, margin: 0, display: 'grid', gap: 2 }}>
      {checks.map((check) => (
        <Box component="li" key={check.id} sx={{ display: 'grid', gap: 1 }}>
          <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'baseline' }}>
            <Box sx={{ minWidth: 96 }}>
              <StatusChip status={statusOf[check.outcome]} word={t(`outcome.${check.outcome}`)} />
            </Box>
            <Typography variant="body2">{check.title}</Typography>
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {check.source}
            </Typography>
          </Box>
          {check.outcome !== 'passed' && <Failure check={check} />}
        </Box>
      ))}
    </Box>
  );
};
