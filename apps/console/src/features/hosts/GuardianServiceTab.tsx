import type { HostDetail } from '@gatehouse/contracts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { GuardianServiceForm } from './GuardianServiceForm.tsx';
import { useMessages } from './messages.ts';

/** What the host's own HGS client answered last. */
const Answer = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const words = useWords();
  const { codeIntegrityPolicy: policy, hgsClientState: client } = host;
  const policyFact = policy === null ? null : `${policy.name ?? '—'} · ${t(`mode.${policy.mode}`)}`;
  if (client === null) return <>{t('hgs.never')}</>;
  return (
    <Facts
      facts={[
        [t('hgs.mode'), t(`hgs.modes.${client.mode}`)],
        [t('hgs.guarded'), client.isHostGuarded ? t('hgs.yes') : t('hgs.no')],
        [t('hgs.attestationUrl'), client.attestationServerUrl],
        [t('hgs.keyUrl'), client.keyProtectionServerUrl],
        [
          t('hgs.status'),
          <StatusChip
            key="status"
            status={statusOfAttestation[client.attestationStatus]}
            word={words.attestation(client.attestationStatus)}
          />,
        ],
        [t('hgs.substatus'), client.attestationSubstatus.map(words.substatus).join(', ')],
        [
          t('hgs.policy'),
          policy?.restartPending === true ? `${policyFact}, ${t('restartPending')}` : policyFact,
        ],
      ]}
    />
  );
};

/** The Host Guardian Service page of the host's properties, as in SCVMM. */
export const GuardianServiceTab = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  return (
    <>
      <Card title={t('tab.host-guardian-service')}>
        <GuardianServiceForm host={host} />
      </Card>
      <Card title={t('hgs.reads')}>
        <Answer host={host} />
      </Card>
    </>
  );
};
