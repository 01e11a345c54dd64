import { trustRoutes, type WaitingHost } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link } from '@tanstack/react-router';
import { useChange } from '../../shared/api/use-change.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfPath } from './certificate-status.ts';
import { useMessages } from './messages.ts';

const BootLog = ({ host }: { readonly host: WaitingHost }) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  if (host.logError !== null) return t('waiting.logUnreadable', { error: host.logError });
  if (host.log === null) return t('waiting.baselineNone');
  const { matchesBaseline, difference, eventLog } = host.log;
  return (
    <Box sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <StatusChip
        status={matchesBaseline === null ? 'warning' : 'ok'}
        word={
          matchesBaseline === null
            ? t('waiting.baselineNew')
            : t('waiting.baselineMatches', { name: matchesBaseline })
        }
      />
      {difference !== null && <span>{t('waiting.difference', { difference })}</span>}
      <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap' }}>
        <Link to="/event-logs/$digest" params={{ digest: eventLog }}>
          {t('baselines.view')}
        </Link>
        <Link to="/compare" search={{ right: eventLog }}>
          {t('waiting.compare')}
        </Link>
        {mayWrite && matchesBaseline === null && (
          <Link to="/baselines/new" search={{ log: eventLog }}>
            {t('waiting.capture')}
          </Link>
        )}
      </Box>
    </Box>
  );
};

const Policy = ({ policy }: { readonly policy: WaitingHost['codeIntegrityPolicy'] }) => {
  const t = useMessages();
  if (policy === null) return t('waiting.policyNone');
  const { name, version, trusted } = policy;
  return (
    <StatusChip
      status={trusted === null ? 'warning' : 'ok'}
      word={
        trusted === null
          ? t('waiting.policyNew', { policy: name, version })
          : t('waiting.policyTrusted', { policy: name, version, name: trusted })
      }
    />
  );
};

const secureBootWord = {
  true: 'secureBootOn',
  false: 'secureBootOff',
  null: 'secureBootUnknown',
} as const;

interface Props {
  readonly host: WaitingHost;
  readonly onApprove: () => void;
}

/** One host that asks to be trusted, with its claims beside what is trusted already. */
export const WaitingCard = ({ host, onApprove }: Props) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  const dismiss = useChange(trustRoutes.dismissWaitingHost, {
    say: () => t('waiting.dismissed', { name: host.claimedName }),
  });
  const { certificatePath, log } = host;
  return (
    <Card
      title={host.claimedName}
      action={
        mayWrite ? (
          <>
            <Button
              aria-label={`${t('waiting.dismiss')} ${host.claimedName}`}
              disabled={dismiss.isPending}
              onClick={() => dismiss.mutate({ params: { id: host.id } })}
            >
              {t('waiting.dismiss')}
            </Button>
            <Button
              variant="outlined"
              aria-label={`${t('waiting.approve')} ${host.claimedName}`}
              onClick={onApprove}
            >
              {t('waiting.approve')}
            </Button>
          </>
        ) : undefined
      }
    >
      {host.nameAuthorizedForOtherTpm && (
        <Typography role="alert" variant="body2" sx={{ color: 'status.error', marginBottom: 3 }}>
          {t('waiting.exchanged')}
        </Typography>
      )}
      <Facts
        facts={[
          [t('waiting.ek'), <Hash key="ek" value={host.ekHash} label={t('waiting.ek')} />],
          [
            t('waiting.certificate'),
            <Box key="path" sx={{ display: 'grid', justifyItems: 'start' }}>
              <StatusChip
                status={statusOfPath[certificatePath.outcome]}
                word={t(`path.${certificatePath.outcome}`)}
              />
              <span>{certificatePath.detail}</span>
              {certificatePath.outcome !== 'trusted' && <span>{t('waiting.needsForce')}</span>}
            </Box>,
          ],
          [t('waiting.baseline'), <BootLog key="log" host={host} />],
          ...(log === null
            ? []
            : ([
                [t('waiting.secureBoot'), t(`waiting.${secureBootWord[`${log.secureBoot}`]}`)],
              ] as const)),
          [t('waiting.policy'), <Policy key="policy" policy={host.codeIntegrityPolicy} />],
          [t('waiting.seen'), <RelativeTime key="seen" at={host.firstSeenAt} />],
          [t('waiting.attempts'), host.attempts],
        ]}
      />
    </Card>
  );
};
