import type { HostTpm, TpmHierarchy } from '@gatehouse/contracts';
import Typography from '@mui/material/Typography';
import { duration } from '../../../shared/format/format.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { useMessages } from '../messages.ts';
import { PlainTable } from './PlainTable.tsx';

type Told = NonNullable<HostTpm['capabilities']>;

const switchOf = ({ enabled }: TpmHierarchy) =>
  enabled === null ? 'none' : enabled ? 'on' : 'off';
const authorizationOf = ({ authorizationSet }: TpmHierarchy) =>
  authorizationSet === null ? 'hidden' : authorizationSet ? 'set' : 'empty';

/** Three owners instead of one: each hierarchy with its switch and its authorization. */
const Hierarchies = ({ told }: { readonly told: Told }) => {
  const t = useMessages();
  return (
    <Card title={t('tpm.hierarchies.title')} flush>
      <PlainTable
        label={t('tpm.hierarchies.title')}
        rows={told.hierarchies}
        rowKey={({ name }) => name}
        columns={[
          {
            header: t('tpm.hierarchies.name'),
            short: true,
            cell: ({ name }) => t(`tpm.hierarchies.names.${name}`),
          },
          {
            header: t('tpm.hierarchies.purpose'),
            wideOnly: true,
            cell: ({ name }) => t(`tpm.hierarchies.purposes.${name}`),
          },
          {
            header: t('tpm.hierarchies.switch'),
            short: true,
            cell: (row) => t(`tpm.hierarchies.switches.${switchOf(row)}`),
          },
          {
            header: t('tpm.hierarchies.authorization'),
            cell: (row) => t(`tpm.hierarchies.authorizations.${authorizationOf(row)}`),
          },
        ]}
      />
    </Card>
  );
};

const Protection = ({ told }: { readonly told: Told }) => {
  const t = useMessages();
  const { lockout, banks } = told;
  const { failedTries, maxTries, recoverySeconds } = lockout;
  const tries =
    failedTries === null || maxTries === null
      ? null
      : t('tpm.lockout.tries', { failed: failedTries, most: maxTries });
  return (
    <Card title={t('tpm.lockout.title')}>
      <Facts
        facts={[
          [
            t('tpm.lockout.state'),
            <StatusChip
              key="state"
              status={lockout.inLockout ? 'error' : 'ok'}
              word={t(lockout.inLockout ? 'tpm.lockout.locked' : 'tpm.lockout.open')}
            />,
          ],
          [t('tpm.lockout.counter'), tries],
          [
            t('tpm.lockout.recovery'),
            recoverySeconds === null ? null : duration(recoverySeconds * 1000),
          ],
          [
            t('tpm.lockout.clear'),
            t(told.clearDisabled ? 'tpm.lockout.clearOff' : 'tpm.lockout.clearOn'),
          ],
          [
            t('tpm.banks'),
            banks.map(({ hash, pcrs }) => t('tpm.bank', { hash, count: pcrs.length })).join(', '),
          ],
        ]}
      />
    </Card>
  );
};

/** What the TPM answered to the host: claims, unlike the registers above. */
export const Capabilities = ({ tpm }: { readonly tpm: HostTpm }) => {
  const t = useMessages();
  const { capabilities, capabilitiesRefused } = tpm;
  if (capabilities === null)
    return (
      <Card title={t('tpm.hierarchies.title')}>
        <Typography variant="body2">
          {capabilitiesRefused === null
            ? t('tpm.hierarchies.unread')
            : t('tpm.hierarchies.refused', { reason: capabilitiesRefused })}
        </Typography>
      </Card>
    );
  return (
    <>
      <Hierarchies told={capabilities} />
      <Protection told={capabilities} />
    </>
  );
};
