import type { Rollout } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { useMessages } from '../messages.ts';
import { TrustPage } from '../TrustPage.tsx';
import { statusOfRollout, totalOf } from './rollout-state.ts';

/** Its state as shape and word: one whose last host has moved waits for somebody. */
export const RolloutChip = ({ rollout }: { readonly rollout: Rollout }) => {
  const t = useMessages();
  return rollout.readyToFinish ? (
    <StatusChip status="ok" word={t('rollouts.state.ready')} />
  ) : (
    <StatusChip
      status={statusOfRollout[rollout.state]}
      word={t(`rollouts.state.${rollout.state}`)}
    />
  );
};

const useColumns = (): readonly Column<Rollout>[] => {
  const t = useMessages();
  return [
    {
      id: 'name',
      header: t('rollouts.col.name'),
      width: 200,
      grow: true,
      cell: ({ id, name }) => (
        <Link to="/rollouts/$id" params={{ id }}>
          {name}
        </Link>
      ),
      sortValue: ({ name }) => name,
    },
    {
      id: 'state',
      header: t('rollouts.col.state'),
      width: 150,
      cell: (row) => <RolloutChip rollout={row} />,
      sortValue: ({ state }) => state,
    },
    {
      id: 'progress',
      header: t('rollouts.col.progress'),
      width: 100,
      align: 'end',
      cell: (row) => t('rollouts.progressText', { moved: row.progress.moved, total: totalOf(row) }),
      sortValue: (row) => row.progress.moved / Math.max(1, totalOf(row)),
    },
    {
      id: 'strayed',
      header: t('rollouts.col.strayed'),
      width: 84,
      align: 'end',
      wideOnly: true,
      cell: ({ progress }) => progress.strayed || '—',
      sortValue: ({ progress }) => progress.strayed,
    },
    {
      id: 'from',
      header: t('rollouts.col.from'),
      width: 190,
      wideOnly: true,
      cell: (row) => <span title={row.old.name}>{row.old.name}</span>,
      sortValue: (row) => row.old.name,
    },
    {
      id: 'to',
      header: t('rollouts.col.to'),
      width: 190,
      wideOnly: true,
      cell: (row) => <span title={row.new.name}>{row.new.name}</span>,
      sortValue: (row) => row.new.name,
    },
    {
      id: 'changed',
      header: t('rollouts.col.changed'),
      width: 130,
      wideOnly: true,
      cell: ({ changedAt }) => <RelativeTime at={changedAt} />,
      sortValue: ({ changedAt }) => changedAt,
    },
  ];
};

const fieldsOf = (row: Rollout) => ({
  name: row.name,
  state: row.readyToFinish ? `${row.state} ready` : row.state,
  from: row.old.name,
  to: row.new.name,
  canary: row.canary,
});

/** Moves of hosts from one baseline to another. */
export const RolloutsPage = () => {
  const t = useMessages();
  const navigate = useNavigate();
  const mayWrite = usePermission('hgs.write');
  const query = useQuery(hgsQuery(useApi(), 'listRollouts', {}));
  const columns = useColumns();
  return (
    <TrustPage
      title={t('rollouts.title')}
      sentence={t('rollouts.sentence')}
      empty={t('rollouts.empty')}
      emptyHint={t('rollouts.emptyHint')}
      query={query}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      fieldsOf={fieldsOf}
      filterHint={t('rollouts.filterHint')}
      onOpen={({ id }) => {
        navigate({ to: '/rollouts/$id', params: { id } }).catch(() => {});
      }}
      action={
        mayWrite ? (
          <Button
            variant="contained"
            onClick={() => {
              navigate({ to: '/rollouts/new' }).catch(() => {});
            }}
          >
            {t('rollouts.plan')}
          </Button>
        ) : undefined
      }
    />
  );
};
