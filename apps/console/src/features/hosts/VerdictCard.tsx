import type { Attestation } from '@gatehouse/contracts';
import Typography from '@mui/material/Typography';
import { CheckList } from '../../shared/attestation/CheckList.tsx';
import { TpmTrust } from '../../shared/attestation/TpmTrust.tsx';
import { useExplanationFacts } from '../../shared/attestation/use-explanation-facts.ts';
import { absoluteTime } from '../../shared/format/format.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

/** One decision of HGS with its checks in the order of the protocol. */
export const VerdictCard = ({ verdict }: { readonly verdict: Attestation }) => {
  const t = useMessages();
  const explanationFacts = useExplanationFacts();
  const words = useWords();
  const shared = useShared();
  const policy = verdict.codeIntegrityPolicy;
  const hash = (value: string | null, label: string) =>
    value === null ? null : <Hash key={label} value={value} label={label} full />;
  return (
    <Card title={t('att.of', { at: absoluteTime(verdict.at) })}>
      <Facts
        facts={[
          [
            t('att.outcome'),
            <StatusChip
              key="outcome"
              status={statusOfAttestation[verdict.status]}
              word={words.attestation(verdict.status)}
            />,
          ],
          [t('att.substatus'), verdict.substatus.map(words.substatus).join(', ')],
          ...explanationFacts(verdict.explanation),
          [t('att.baseline'), verdict.baseline],
          [t('att.policy'), policy === null ? null : `${policy.name} ${policy.version}`],
          [t('att.certificate'), hash(verdict.certificateThumbprint, t('att.certificate'))],
          [
            t('att.validUntil'),
            verdict.validUntil === null ? null : absoluteTime(verdict.validUntil),
          ],
          [t('att.reply'), verdict.errorReply],
          [shared('endorsement.label'), <TpmTrust key="tpm" verdict={verdict} />],
          [t('att.ek'), hash(verdict.ekHash, t('att.ek'))],
          [t('att.log'), hash(verdict.eventLog, t('att.log'))],
        ]}
      />
      <Typography variant="h3" component="h3" sx={{ margin: '20px 0 12px' }}>
        {t('att.checks')}
      </Typography>
      <CheckList checks={verdict.checks} />
    </Card>
  );
};
