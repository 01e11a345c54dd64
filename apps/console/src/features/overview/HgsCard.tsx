import type { Overview } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { Link } from '@tanstack/react-router';
import { milliseconds } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty } from '../../shared/ui/states.tsx';
import { useMessages } from './messages.ts';

type Pair = Overview['hgs'][number];

const stateOf = ({ checkedAt, reachable }: Pair) => {
  if (checkedAt === null) return ['unknown', 'notChecked'] as const;
  return reachable ? (['ok', 'reachable'] as const) : (['error', 'unreachable'] as const);
};

const OnePair = ({ pair }: { readonly pair: Pair }) => {
  const t = useMessages();
  const [status, word] = stateOf(pair);
  return (
    <Box sx={{ display: 'grid', gap: 2, '& + &': { marginTop: 4 } }}>
      <Box sx={{ display: 'flex', gap: 3, alignItems: 'center', flexWrap: 'wrap' }}>
        <Box component="h3" sx={{ fontSize: '0.875rem', fontWeight: 600, margin: 0 }}>
          {t(`role_${pair.role}`)}
        </Box>
        <StatusChip status={status} word={t(word)} />
      </Box>
      <Facts
        facts={[
          [t('url'), pair.attestationServerUrl],
          [t('latency'), pair.milliseconds === null ? null : milliseconds(pair.milliseconds)],
          [t('mode'), pair.mode],
          [t('inUse'), t('hostCount', { count: pair.inUseBy })],
          [t('signer'), <RelativeTime key="signer" at={pair.signerValidUntil} />],
          [t('checked'), <RelativeTime key="checked" at={pair.checkedAt} />],
        ]}
      />
    </Box>
  );
};

/** The HGS pair: whether it answers, how fast, and who uses which. */
export const HgsCard = ({ pairs }: { readonly pairs: Overview['hgs'] }) => {
  const t = useMessages();
  const settings = <Link to="/settings/host-guardian-service">{t('openSettings')}</Link>;
  if (pairs.length === 0) {
    return (
      <Card title={t('hgs')} flush>
        <Empty title={t('noHgs')} hint={t('noHgsHint')} action={settings} />
      </Card>
    );
  }
  return (
    <Card title={t('hgs')} action={settings}>
      {pairs.map((pair) => (
        <OnePair key={pair.role} pair={pair} />
      ))}
    </Card>
  );
};
