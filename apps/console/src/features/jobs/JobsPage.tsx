import type { JobSummary } from '@gatehouse/contracts';
import LinearProgress from '@mui/material/LinearProgress';
import { Link, useNavigate } from '@tanstack/react-router';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useLiveJobs, useLiveLoaded } from '../../shared/live/use-live.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Loading } from '../../shared/ui/states.tsx';
import { type Column, sortRows } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { statusOfJob } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly search: { readonly sort?: string | undefined };
  readonly onSearch: (changed: { readonly sort?: string | undefined }) => void;
}

/** Running and past jobs, live. */
export const JobsPage = ({ search, onSearch }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const navigate = useNavigate();
  const jobs = useLiveJobs();
  const loaded = useLiveLoaded();
  const sort = search.sort ?? '-started';
  const columns: readonly Column<JobSummary>[] = [
    {
      id: 'status',
      header: shared('jobs.status'),
      width: 200,
      sortValue: (job) => job.status,
      cell: (job) => (
        <StatusChip status={statusOfJob[job.status]} word={shared(`jobStatus.${job.status}`)} />
      ),
    },
    {
      id: 'job',
      header: shared('jobs.job'),
      width: 200,
      sortValue: (job) => job.kind,
      cell: (job) => (
        <Link to={`/jobs/${job.id}`} tabIndex={-1}>
          {shared(`jobKind.${job.kind}`)}
        </Link>
      ),
    },
    {
      id: 'subject',
      header: shared('jobs.subject'),
      width: 180,
      grow: true,
      wideOnly: true,
      sortValue: (job) => job.subject,
      cell: (job) => job.subject,
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
            aria-label={job.subject}
          />
        ),
    },
    {
      id: 'by',
      header: shared('jobs.by'),
      width: 110,
      wideOnly: true,
      sortValue: (job) => job.startedBy,
      cell: (job) => job.startedBy,
    },
    {
      id: 'started',
      header: shared('jobs.started'),
      width: 110,
      wideOnly: true,
      sortValue: (job) => job.createdAt,
      cell: (job) => <RelativeTime at={job.createdAt} />,
    },
  ];
  const rows = sortRows([...jobs.values()], columns, sort);
  return (
    <Page title={t('title')} sentence={t('sentence')}>
      <Card flush>
        {!loaded && <Loading />}
        {loaded && rows.length === 0 && <Empty title={t('empty')} hint={t('emptyHint')} />}
        {rows.length > 0 && (
          <DataTable
            label={t('title')}
            columns={columns}
            rows={rows.slice(0, 300)}
            rowKey={(job) => job.id}
            rowName={(job) => job.subject}
            sort={sort}
            onSort={(next) => onSearch({ sort: next })}
            onOpen={(job) => navigate({ to: `/jobs/${job.id}` })}
          />
        )}
      </Card>
    </Page>
  );
};
