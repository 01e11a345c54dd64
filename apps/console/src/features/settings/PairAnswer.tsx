import type { HgsPairTest } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { absoluteTime, milliseconds } from '../../shared/format/format.ts';
import { type Fact, Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { useNow } from '../../shared/ui/Now.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { useMessages } from './messages.ts';

/** As much as the health of a host allows between it and this server. */
const clockToleranceSeconds = 120;

interface Tested {
  readonly url: string;
  readonly reachable: boolean;
  readonly milliseconds: number | null;
  readonly error: string | null;
}

const UrlAnswer = ({ test, facts }: { readonly test: Tested; readonly facts: readonly Fact[] }) => {
  const t = useMessages();
  return (
    <Box role="group" aria-label={t('answer.region', { url: test.url })} sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, alignItems: 'center' }}>
        <StatusChip
          status={test.reachable ? 'ok' : 'error'}
          word={t(test.reachable ? 'answer.reachable' : 'answer.unreachable')}
        />
        {test.milliseconds !== null && (
          <Typography variant="body2" component="span">
            {milliseconds(test.milliseconds)}
          </Typography>
        )}
        <Typography
          variant="body2"
          component="span"
          sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}
        >
          {test.url}
        </Typography>
      </Box>
      {test.error !== null && <Typography variant="body2">{test.error}</Typography>}
      {test.reachable && <Facts facts={facts} />}
    </Box>
  );
};

const ClockDifference = ({ seconds }: { readonly seconds: number }) => {
  const t = useMessages();
  const amount = Math.abs(Math.round(seconds));
  const word =
    amount === 0
      ? t('answer.same')
      : t(seconds > 0 ? 'answer.ahead' : 'answer.behind', { seconds: amount });
  if (amount <= clockToleranceSeconds) return <>{word}</>;
  return (
    <>
      <StatusChip status="warning" word={word} /> {t('answer.clockHint')}
    </>
  );
};

type Signer = HgsPairTest['attestation']['signers'][number];

const SignerLine = ({ signer }: { readonly signer: Signer }): ReactNode => {
  const t = useMessages();
  const expired = Date.parse(signer.validUntil) < useNow();
  return (
    <Box sx={{ display: 'grid', justifyItems: 'start', marginBottom: 1 }}>
      <span>{signer.subject}</span>
      <span>
        {t('answer.thumbprint')}:{' '}
        <Hash value={signer.thumbprint} label={t('answer.thumbprint')} full />
      </span>
      <span>
        {t('answer.validUntil')}: {absoluteTime(signer.validUntil)}{' '}
        {expired && <StatusChip status="error" word={t('answer.expired')} />}
      </span>
    </Box>
  );
};

/** What both URLs of a pair answered to a test, in words. */
export const PairAnswer = ({ answer }: { readonly answer: HgsPairTest }) => {
  const t = useMessages();
  const { attestation, keyProtection } = answer;
  const { clockDifferenceSeconds: seconds, mode, signers } = attestation;
  return (
    <Box sx={{ display: 'grid', gap: 3, padding: 3, bgcolor: 'surface.sunken', borderRadius: 1 }}>
      <UrlAnswer
        test={attestation}
        facts={[
          [t('answer.mode'), mode === null ? null : t(`mode.${mode}`)],
          [t('answer.functionalLevel'), attestation.functionalLevel],
          [
            t('answer.signer'),
            signers.length === 0
              ? t('answer.noSigners')
              : signers.map((signer) => <SignerLine key={signer.thumbprint} signer={signer} />),
          ],
          [
            t('answer.clock'),
            seconds === null ? null : <ClockDifference key="clock" seconds={seconds} />,
          ],
        ]}
      />
      <UrlAnswer
        test={keyProtection}
        facts={[
          [t('answer.signingCertificate'), keyProtection.signingCertificate],
          [t('answer.encryptionCertificate'), keyProtection.encryptionCertificate],
        ]}
      />
    </Box>
  );
};
