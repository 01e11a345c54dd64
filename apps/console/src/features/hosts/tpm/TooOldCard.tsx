import type { HostDetail } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../../shared/api/queries.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { useMessages } from '../messages.ts';
import { PlainTable } from './PlainTable.tsx';

/** What a TPM 1.2 lacks, feature by feature: the comparison that made HGS ask for 2.0. */
const features = ['hashes', 'keys', 'owners', 'registers', 'quote', 'policies'] as const;

interface Props {
  readonly host: HostDetail;
  readonly version: string;
}

/** Why TPM attestation refuses this host, in the words of its health, and what its TPM lacks. */
export const TooOldCard = ({ host, version }: Props) => {
  const t = useMessages();
  const health = useQuery(serverQuery(useApi(), 'getHostHealth', { params: { id: host.id } }));
  const node = health.data?.nodes.find(({ id }) => id === 'platform.tpm') ?? null;
  return (
    <Card title={t('tpm.tooOld.title', { version })} flush>
      <div style={{ padding: '0 16px 16px' }}>
        <Facts
          facts={[
            [
              t('tpm.tooOld.attestation'),
              <StatusChip
                key="attestation"
                status={host.guarded ? 'error' : 'unknown'}
                word={t(host.guarded ? 'tpm.tooOld.refused' : 'tpm.tooOld.notGuarded')}
              />,
            ],
            [t('tree.happened'), node?.cause ?? null],
            [t('tree.means'), node?.meaning ?? null],
            [t('tree.do'), node?.remedy ?? null],
          ]}
        />
      </div>
      <PlainTable
        label={t('tpm.tooOld.lacks')}
        rows={features}
        rowKey={(feature) => feature}
        columns={[
          {
            header: t('tpm.tooOld.feature'),
            cell: (feature) => t(`tpm.tooOld.features.${feature}.name`),
          },
          {
            header: t('tpm.tooOld.here', { version }),
            cell: (feature) => t(`tpm.tooOld.features.${feature}.here`),
          },
          {
            header: t('tpm.tooOld.wanted'),
            cell: (feature) => t(`tpm.tooOld.features.${feature}.wanted`),
          },
        ]}
      />
    </Card>
  );
};
