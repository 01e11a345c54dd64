import type { HostStatus, HostTpm } from '@gatehouse/contracts';
import { absoluteTime } from '../../../shared/format/format.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { type Fact, Facts } from '../../../shared/ui/Facts.tsx';
import { Hash } from '../../../shared/ui/Hash.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { useMessages } from '../messages.ts';

type Standing = 'certified' | 'forced' | 'notAuthorized' | 'noVerdict';

const statusOf: Readonly<Record<Standing, HostStatus>> = {
  certified: 'ok',
  forced: 'warning',
  notAuthorized: 'unknown',
  noVerdict: 'unknown',
};

const standingOf = ({ hgs }: HostTpm): Standing =>
  hgs === null ? 'noVerdict' : (hgs.endorsement ?? 'notAuthorized');

/** The key that names the TPM, its certificate, and what HGS makes of it. */
export const EndorsementCard = ({ tpm }: { readonly tpm: HostTpm }) => {
  const t = useMessages();
  const key = tpm.endorsementKey;
  const standing = standingOf(tpm);
  const hash = (value: string, label: string) => <Hash value={value} label={label} full />;
  const certificate = key?.certificate ?? null;
  const ofCertificate: readonly Fact[] =
    certificate === null
      ? [[t('tpm.ek.certificate'), t('tpm.ek.noCertificate')]]
      : [
          [t('tpm.ek.for'), certificate.tpm ?? certificate.subject],
          [t('tpm.ek.issuer'), certificate.issuer],
          [
            t('tpm.ek.valid'),
            t('tpm.ek.validity', {
              from: absoluteTime(certificate.notBefore),
              until: absoluteTime(certificate.notAfter),
            }),
          ],
          [t('tpm.ek.serial'), hash(certificate.serialNumber, t('tpm.ek.serial'))],
          [t('tpm.ek.thumbprint'), hash(certificate.thumbprint, t('tpm.ek.thumbprint'))],
        ];
  return (
    <Card title={t('tpm.ek.title')}>
      <Facts
        facts={[
          [t('tpm.ek.algorithm'), key?.algorithm ?? null],
          [t('tpm.ek.hash'), key === null ? null : hash(key.hash, t('tpm.ek.hash'))],
          [
            t('tpm.ek.hgs'),
            <StatusChip
              key="hgs"
              status={statusOf[standing]}
              word={t(`tpm.ek.standing.${standing}`)}
            />,
          ],
          [t('tpm.ek.means'), t(`tpm.ek.meaning.${standing}`)],
          ...ofCertificate,
        ]}
      />
    </Card>
  );
};
