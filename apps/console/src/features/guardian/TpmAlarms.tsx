import { type TpmHost, trustRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { TpmTrust } from '../../shared/attestation/TpmTrust.tsx';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { useMessages } from './messages.ts';

type Alarm = NonNullable<TpmHost['alarm']>;

const AcceptButton = ({ host }: { readonly host: TpmHost }) => {
  const t = useMessages();
  const [asking, setAsking] = useState(false);
  const accept = useChange(trustRoutes.acceptTpm, {
    say: () => t('tpmHosts.alarm.accepted', { name: host.name }),
    closed: () => setAsking(false),
  });
  return (
    <>
      <Button
        aria-label={`${t('tpmHosts.alarm.accept')} ${host.name}`}
        onClick={() => setAsking(true)}
      >
        {t('tpmHosts.alarm.accept')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('tpmHosts.alarm.acceptTitle', { name: host.name })}
          confirm={t('tpmHosts.alarm.accept')}
          typed={host.name}
          busy={accept.isPending}
          error={accept.error}
          onConfirm={() => accept.mutate({ params: { id: host.id } })}
          onClose={() => setAsking(false)}
        >
          {t('tpmHosts.alarm.acceptText')}
        </ConfirmDialog>
      )}
    </>
  );
};

const AlarmCard = ({ host, alarm }: { readonly host: TpmHost; readonly alarm: Alarm }) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  const { meaning, remedy, who } = alarm.explanation;
  return (
    <Card
      title={t('tpmHosts.alarm.title', { name: host.name })}
      action={mayWrite ? <AcceptButton host={host} /> : undefined}
    >
      <Facts
        facts={[
          [
            t('tpmHosts.alarm.what'),
            <TpmTrust key="what" verdict={{ alarm: alarm.explanation, endorsement: null }} />,
          ],
          [t('tpmHosts.alarm.meaning'), meaning],
          [t('tpmHosts.alarm.remedy'), remedy],
          [t('tpmHosts.alarm.who'), who],
          [t('tpmHosts.alarm.since'), <RelativeTime key="since" at={alarm.at} />],
          [
            t('tpmHosts.alarm.evidence'),
            <Link
              key="evidence"
              to="/attestations"
              search={{ filter: `tpm:${host.ekHash}`, id: alarm.verdict }}
            >
              {t('tpmHosts.alarm.verdict')}
            </Link>,
          ],
        ]}
      />
    </Card>
  );
};

/** TPMs that contradicted their own past, until somebody settles it: above everything else. */
export const TpmAlarms = () => {
  const query = useQuery(hgsQuery(useApi(), 'listTpmHosts', { query: { filter: 'alarm:yes' } }));
  const suspected = query.data?.items ?? [];
  if (suspected.length === 0) return null;
  return (
    <Box component="section" role="alert" sx={{ display: 'grid', gap: 4 }}>
      {suspected.map((host) =>
        host.alarm === null ? null : <AlarmCard key={host.id} host={host} alarm={host.alarm} />,
      )}
    </Box>
  );
};
