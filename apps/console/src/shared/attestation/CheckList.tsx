import type { AttestationCheck, HostStatus } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useShared } from '../i18n/i18n.ts';
import { type Fact, Facts } from '../ui/Facts.tsx';
import { StatusChip } from '../ui/StatusChip.tsx';
import { useEvidenceFacts } from './use-explanation-facts.ts';

const statusOf: Readonly<Record<AttestationCheck['outcome'], HostStatus>> = {
  passed: 'ok',
  failed: 'error',
  skipped: 'unknown',
};

const Details = ({ check }: { readonly check: AttestationCheck }) => {
  const t = useShared();
  const evidenceOf = useEvidenceFacts();
  const { explanation } = check;
  const told: readonly Fact[] = [
    [t('check.reason'), check.reason],
    [t('check.expected'), check.expected],
    [t('check.actual'), check.actual],
    ...(explanation === null ? [] : evidenceOf(explanation)),
    [t('check.evidence'), check.evidence],
    [t('explanation.meaning'), explanation?.meaning ?? null],
    [t('check.remedy'), check.remedy],
    [t('explanation.who'), explanation?.who ?? null],
    [t('explanation.cause'), explanation?.cause ?? null],
  ];
  const facts = told.filter(([, value]) => value !== null && value !== '');
  return facts.length === 0 ? null : (
    <Box sx={{ paddingInlineStart: { xs: 0, sm: 6 } }}>
      <Facts facts={facts} />
    </Box>
  );
};

/** Every check of an attestation in protocol order: what was expected, what was seen, what to do. */
export const CheckList = ({ checks }: { readonly checks: readonly AttestationCheck[] }) => {
  const t = useShared();
  if (checks.length === 0) return <Typography variant="body2">{t('check.empty')}</Typography>;
  return (
    <Box component="ol" sx={{ listStyle: 'none', padding: 0, margin: 0, display: 'grid', gap: 3 }}>
      {checks.map((check) => (
        <Box component="li" key={check.id} sx={{ display: 'grid', gap: 1 }}>
          <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'baseline' }}>
            <Box sx={{ minWidth: 96 }}>
              <StatusChip status={statusOf[check.outcome]} word={t(`check.${check.outcome}`)} />
            </Box>
            <Typography variant="body2">{check.title}</Typography>
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {check.source}
            </Typography>
          </Box>
          <Details check={check} />
        </Box>
      ))}
    </Box>
  );
};
