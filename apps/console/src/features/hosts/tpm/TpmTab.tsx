import type { HostDetail, HostTpm } from '@gatehouse/contracts';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../../shared/api/queries.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { StatusShape } from '../../../shared/ui/StatusShape.tsx';
import { Empty, Shown } from '../../../shared/ui/states.tsx';
import { useMessages } from '../messages.ts';
import { AttestationKeys } from './AttestationKeys.tsx';
import { Capabilities } from './Capabilities.tsx';
import { DeviceCard } from './DeviceCard.tsx';
import { EndorsementCard } from './EndorsementCard.tsx';
import { ProvenRegisters } from './ProvenRegisters.tsx';
import { QuoteCard } from './QuoteCard.tsx';
import { TooOldCard } from './TooOldCard.tsx';

const isStale = ({ problems }: HostDetail): boolean =>
  problems.some(({ node, status }) => node === 'platform.tpm' && status === 'stale');

/** What was read is greyed by a sentence, and stays. */
const StaleNotice = () => {
  const t = useMessages();
  return (
    <Typography
      role="status"
      variant="body2"
      sx={{ display: 'flex', gap: 2, alignItems: 'center', color: 'status.stale' }}
    >
      <StatusShape status="stale" size={16} />
      {t('tpm.stale')}
    </Typography>
  );
};

const Content = ({ host, tpm }: { readonly host: HostDetail; readonly tpm: HostTpm }) => {
  const t = useMessages();
  const { device } = tpm;
  if (device === null && tpm.endorsementKey === null && tpm.hgs === null)
    return (
      <Card>
        {tpm.readAt === null ? (
          <Empty title={t('tpm.unread')} hint={t('tpm.unreadHint')} />
        ) : (
          <Empty title={t('tpm.none')} hint={t('tpm.noneHint')} />
        )}
      </Card>
    );
  const tooOld = device !== null && !device.family.startsWith('2.');
  return (
    <>
      {isStale(host) && <StaleNotice />}
      {tooOld && <TooOldCard host={host} version={device.family} />}
      {device !== null && <DeviceCard device={device} readAt={tpm.readAt} />}
      {!tooOld && (
        <>
          <EndorsementCard tpm={tpm} />
          <ProvenRegisters tpm={tpm} />
          <Capabilities tpm={tpm} />
          <QuoteCard tpm={tpm} />
          <AttestationKeys tpm={tpm} />
        </>
      )}
    </>
  );
};

/** The TPM of a host: what it tells of itself, what HGS proved of it, and its keys over time. */
export const TpmTab = ({ host }: { readonly host: HostDetail }) => {
  const query = useQuery(serverQuery(useApi(), 'getHostTpm', { params: { id: host.id } }));
  return <Shown query={query}>{(tpm) => <Content host={host} tpm={tpm} />}</Shown>;
};
