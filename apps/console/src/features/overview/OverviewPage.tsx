import type { Overview } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import { Attention } from './Attention.tsx';
import { EmptyFabric } from './EmptyFabric.tsx';
import { HgsCard } from './HgsCard.tsx';
import { JobsCard } from './JobsCard.tsx';
import { useMessages } from './messages.ts';
import { RecentChanges } from './RecentChanges.tsx';

const AttestationChart = lazy(() =>
  import('./AttestationChart.tsx').then((m) => ({ default: m.AttestationChart })),
);

const column = { display: 'grid', gap: 4, minWidth: 0, alignContent: 'start' } as const;

const Cards = ({ overview }: { readonly overview: Overview }) => {
  const t = useMessages();
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 4,
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
        alignItems: 'start',
      }}
    >
      <Box sx={column}>
        <Card title={t('attention')} flush>
          {overview.attention.length === 0 ? (
            <Empty title={t('calm')} hint={t('calmHint')} />
          ) : (
            <Attention groups={overview.attention} />
          )}
        </Card>
        <Card title={t('timeline')}>
          <Suspense fallback={<Skeleton variant="rectangular" height={260} />}>
            <AttestationChart points={overview.timeline} />
          </Suspense>
        </Card>
      </Box>
      <Box sx={column}>
        <HgsCard pairs={overview.hgs} />
        <JobsCard failedToday={overview.jobs.failedToday} />
        <Card title={t('recent')} action={<Link to="/audit">{t('allChanges')}</Link>}>
          <RecentChanges entries={overview.recent} />
        </Card>
      </Box>
    </Box>
  );
};

/** One glance: whether tenants are safe, and by cause why not. */
export const OverviewPage = () => {
  const t = useMessages();
  const query = useQuery({ ...serverQuery(useApi(), 'getOverview', {}), refetchInterval: 30_000 });
  return (
    <Shown query={query}>
      {(overview) => {
        const { guarded, total, attention, hgs } = overview;
        const count = new Set(attention.flatMap(({ hosts }) => hosts.map(({ id }) => id))).size;
        if (total === 0) {
          return (
            <Page title={t('title')} sentence={t('none')}>
              <EmptyFabric configured={hgs.length > 0} />
            </Page>
          );
        }
        return (
          <Page
            title={t('title')}
            sentence={`${t('guarded', { guarded, total })} ${t('needs', { count })}`}
          >
            <Cards overview={overview} />
          </Page>
        );
      }}
    </Shown>
  );
};
