import { type Rollout, type RolloutDetail, rolloutRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { useChange } from '../../../shared/api/use-change.ts';
import { absoluteTime } from '../../../shared/format/format.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { Page } from '../../../shared/ui/Page.tsx';
import { Shown } from '../../../shared/ui/states.tsx';
import { useMessages } from '../messages.ts';
import { RolloutActions } from './RolloutActions.tsx';
import { RolloutHosts } from './RolloutHosts.tsx';
import { RolloutOutcome, RolloutProgress } from './RolloutOutcome.tsx';
import { RolloutChip } from './RolloutsPage.tsx';
import { totalOf } from './rollout-state.ts';

const Sentence = ({ rollout }: { readonly rollout: Rollout }) => {
  const t = useMessages();
  const { state, reason, progress, readyToFinish } = rollout;
  if (readyToFinish) return t('rollouts.page.ready');
  if (state === 'running')
    return t('rollouts.page.running', {
      count: progress.moved,
      moved: progress.moved,
      total: totalOf(rollout),
    });
  return t(`rollouts.page.${state}`, { reason });
};

const End = ({ end }: { readonly end: Rollout['old'] }) => {
  const t = useMessages();
  if (end.id === null) return `${end.name} (${t('rollouts.page.removed')})`;
  return (
    <Link to="/baselines/$id" params={{ id: end.id }}>
      {end.name}
    </Link>
  );
};

const AutoRetire = ({ rollout }: { readonly rollout: Rollout }) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  const change = useChange(rolloutRoutes.changeRollout, {});
  const isOver = rollout.state === 'finished' || rollout.state === 'withdrawn';
  return (
    <FormControlLabel
      control={
        <Checkbox
          checked={rollout.autoRetire}
          disabled={!mayWrite || isOver || change.isPending}
          onChange={(_event, on) =>
            change.mutate({ params: { id: rollout.id }, body: { autoRetire: on } })
          }
        />
      }
      label={t('rollouts.form.auto')}
      slotProps={{ typography: { variant: 'body2' } }}
    />
  );
};

const About = ({ rollout }: { readonly rollout: RolloutDetail }) => {
  const t = useMessages();
  const by = (at: string, who: string) => t('rollouts.page.by', { at: absoluteTime(at), by: who });
  return (
    <Card title={t('rollouts.page.about')}>
      <Facts
        facts={[
          [t('rollouts.col.state'), <RolloutChip key="state" rollout={rollout} />],
          [t('rollouts.page.from'), <End key="from" end={rollout.old} />],
          [t('rollouts.page.to'), <End key="to" end={rollout.new} />],
          [t('rollouts.page.canary'), rollout.canary],
          [t('rollouts.page.note'), rollout.note],
          [t('rollouts.page.planned_by'), by(rollout.createdAt, rollout.createdBy)],
          [
            t('rollouts.page.startedAt'),
            rollout.startedAt === null ? null : absoluteTime(rollout.startedAt),
          ],
          [t('rollouts.page.changed'), by(rollout.changedAt, rollout.changedBy)],
        ]}
      />
      <AutoRetire rollout={rollout} />
    </Card>
  );
};

/** A rollout while it happens: where every host is, what would become of it, and the next step. */
export const RolloutPage = ({ id }: { readonly id: string }) => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'getRollout', { params: { id } }));
  const mayWrite = usePermission('hgs.write');
  const { data } = query;
  return (
    <Page
      title={data?.name ?? t('rollouts.title')}
      sentence={data && <Sentence rollout={data} />}
      action={data && mayWrite && <RolloutActions rollout={data} />}
    >
      <Shown query={query}>
        {(rollout) => (
          <>
            <Box
              sx={{
                display: 'grid',
                gap: 4,
                gridTemplateColumns: { xs: '1fr', lg: 'repeat(2, minmax(0, 1fr))' },
                alignItems: 'start',
              }}
            >
              <RolloutProgress rollout={rollout} />
              <RolloutOutcome rollout={rollout} />
            </Box>
            <RolloutHosts rollout={rollout} />
            <About rollout={rollout} />
          </>
        )}
      </Shown>
    </Page>
  );
};
