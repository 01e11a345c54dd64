import type { BootClusterDetail } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { toProblem } from '../../../shared/api/problem-error.ts';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { useShared } from '../../../shared/i18n/i18n.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../../shared/ui/states.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { DataTable } from '../../../shared/ui/table/DataTable.tsx';
import { DifferenceTable } from '../DifferenceTable.tsx';
import { useMessages } from '../messages.ts';

type Member = BootClusterDetail['members'][number];

const Members = ({ members }: { readonly members: readonly Member[] }) => {
  const t = useMessages();
  const columns: readonly Column<Member>[] = [
    {
      id: 'host',
      header: t('clusters.host'),
      width: 170,
      grow: true,
      cell: ({ hostName, eventLog }) => (
        <Link to="/event-logs/$digest" params={{ digest: eventLog }}>
          {hostName}
        </Link>
      ),
    },
    {
      id: 'proven',
      header: t('baselines.col.source'),
      width: 100,
      cell: ({ proven }) =>
        proven ? t('clusters.proven') : <StatusChip status="warning" word={t('clusters.claim')} />,
    },
    {
      id: 'at',
      header: t('clusters.at'),
      width: 116,
      wideOnly: true,
      cell: ({ at }) => <RelativeTime at={at} />,
    },
  ];
  return (
    <Box sx={{ display: 'flex', height: 34 + 28 * Math.min(12, members.length) }}>
      <DataTable
        label={t('clusters.membersTitle')}
        columns={columns}
        rows={members}
        rowKey={({ ekHash }) => ekHash}
        rowName={({ hostName }) => hostName}
        rowHeight={28}
        virtual
      />
    </Box>
  );
};

const Actions = ({ cluster }: { readonly cluster: BootClusterDetail }) => {
  const t = useMessages();
  const navigate = useNavigate();
  const mayWrite = usePermission('hgs.write');
  const go = (to: '/baselines/new' | '/rollouts/new') => () => {
    navigate({ to, search: { log: cluster.eventLog } }).catch(() => {});
  };
  if (!mayWrite || cluster.baseline !== null) return null;
  return (
    <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
      <Button variant="contained" onClick={go('/baselines/new')}>
        {t('clusters.capture')}
      </Button>
      <Button variant="outlined" onClick={go('/rollouts/new')}>
        {t('clusters.rollout')}
      </Button>
    </Box>
  );
};

interface Props {
  readonly fingerprint: string;
  readonly onClose: () => void;
}

/** One cluster: who is in it, and how it differs from the larger one that is most like it. */
export const ClusterDetail = ({ fingerprint, onClose }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const query = useQuery(hgsQuery(useApi(), 'getCluster', { params: { fingerprint } }));
  if (query.error !== null && toProblem(query.error).code === 'not-found')
    return (
      <Empty
        title={t('clusters.gone')}
        hint={t('clusters.goneHint')}
        action={<Button onClick={onClose}>{shared('action.close')}</Button>}
      />
    );
  return (
    <Shown query={query}>
      {(cluster) => {
        const name = cluster.examples[0] ?? '';
        const count = cluster.hosts - 1;
        const like = cluster.neighbour?.examples[0] ?? '';
        return (
          <>
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
              <Typography variant="h2" component="h2" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
                {count === 0
                  ? t('clusters.detail', { name })
                  : t('clusters.detailMore', { name, count })}
              </Typography>
              <Button onClick={onClose}>{shared('action.close')}</Button>
            </Box>
            <Actions cluster={cluster} />
            <Typography variant="h3" component="h3">
              {cluster.neighbour === null
                ? t('clusters.largest')
                : t('clusters.against', { name: like, count: cluster.neighbour.differing })}
            </Typography>
            {cluster.differences !== null && (
              <DifferenceTable
                stacked
                differences={cluster.differences}
                left={t('clusters.that', { name: like })}
                right={t('clusters.this')}
              />
            )}
            <Typography variant="h3" component="h3">
              {t('clusters.membersTitle')}
            </Typography>
            <Members members={cluster.members} />
          </>
        );
      }}
    </Shown>
  );
};
