import type { HostDetail, JobSummary } from '@gatehouse/contracts';
import LinearProgress from '@mui/material/LinearProgress';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useLiveJobs } from '../../shared/live/use-live.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { statusOfJob } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

const useJobColumns = (): readonly Column<JobSummary>[] => {
  const shared = useShared();
  return [
    {
      id: 'status',
      header: shared('jobs.status'),
      width: 190,
      cell: (job) => (
        <StatusChip status={statusOfJob[job.status]} word={shared(`jobStatus.${job.status}`)} />
      ),
    },
    {
      id: 'job',
      header: shared('jobs.job'),
      width: 220,
      cell: (job) => (
        <Link to={`/jobs/${job.id}`} tabIndex={-1}>
          {shared(`jobKind.${job.kind}`)}
        </Link>
      ),
    },
    {
      id: 'progress',
      header: shared('jobs.progress'),
      width: 110,
      wideOnly: true,
      cell: (job) =>
        job.endedAt === null && (
          <LinearProgress
            variant="determinate"
            value={job.progress * 100}
            aria-label={shared(`jobKind.${job.kind}`)}
          />
        ),
    },
    {
      id: 'outcome',
      header: shared('jobs.outcome'),
      width: 240,
      grow: true,
      wideOnly: true,
      cell: (job) => <span title={job.outcome ?? ''}>{job.outcome ?? '—'}</span>,
    },
    {
      id: 'by',
      header: shared('jobs.by'),
      width: 120,
      wideOnly: true,
      cell: (job) => job.startedBy,
    },
    {
      id: 'started',
      header: shared('jobs.started'),
      width: 120,
      cell: (job) => <RelativeTime at={job.createdAt} />,
    },
  ];
};

/** Jobs that did something on this host, newest first; what runs moves by itself. */
export const HostJobsTab = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const navigate = useNavigate();
  const columns = useJobColumns();
  const live = useLiveJobs();
  const query = useQuery(
    serverQuery(useApi(), 'listJobs', { query: { host: host.id, limit: 200 } }),
  );
  const { refetch } = query;
  const known = live.size;
  useEffect(() => {
    if (known > 0) refetch().catch(() => {});
  }, [known, refetch]);
  return (
    <Card flush>
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('jobs.empty')} hint={t('jobs.emptyHint')} />
          ) : (
            <DataTable
              label={t('jobs.list', { name: host.name })}
              columns={columns}
              rows={items.map((job) => live.get(job.id) ?? job)}
              rowKey={(job) => job.id}
              rowName={(job) => job.subject}
              onOpen={(job) => navigate({ to: `/jobs/${job.id}` })}
            />
          )
        }
      </Shown>
    </Card>
  );
};
