import type { JobSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { Link } from '@tanstack/react-router';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useLiveJobs } from '../../shared/live/use-live.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfJob } from '../../shared/vocabulary/words.ts';
import { lineStyles, listStyles } from './line-styles.ts';
import { useMessages } from './messages.ts';

const shown = 4;
const isRunning = ({ status }: JobSummary) => status === 'running' || status === 'queued';
const hasFailed = ({ status }: JobSummary) =>
  status === 'failed' || status === 'completed-with-errors';

const newestFirst = (jobs: readonly JobSummary[]) =>
  [...jobs].sort((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, shown);

const Line = ({ job }: { readonly job: JobSummary }) => {
  const t = useShared();
  const done = `${Math.round(job.progress * 100)} %`;
  return (
    <Box component="li" sx={lineStyles}>
      <StatusChip status={statusOfJob[job.status]} word={t(`jobStatus.${job.status}`)} />
      <Box component="span" sx={{ flex: 1, minWidth: 140, overflowWrap: 'anywhere' }}>
        <Link to="/jobs/$id" params={{ id: job.id }}>
          {t(`jobKind.${job.kind}`)}
        </Link>{' '}
        {job.subject}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {job.status === 'running' ? done : <RelativeTime at={job.endedAt ?? job.createdAt} />}
      </Box>
    </Box>
  );
};

/** What runs now and what failed lately, each with the way to it. */
export const JobsCard = ({ failedToday }: { readonly failedToday: number }) => {
  const t = useMessages();
  const jobs = [...useLiveJobs().values()];
  const running = jobs.filter(isRunning);
  const lines = [...newestFirst(running), ...newestFirst(jobs.filter(hasFailed))];
  return (
    <Card title={t('jobs')} action={<Link to="/jobs">{t('allJobs')}</Link>}>
      <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>
        {t('running', { count: running.length })} {t('failed', { count: failedToday })}
      </Box>
      {lines.length > 0 && (
        <Box component="ul" aria-label={t('jobs')} sx={{ ...listStyles, marginTop: 2 }}>
          {lines.map((job) => (
            <Line key={job.id} job={job} />
          ))}
        </Box>
      )}
    </Card>
  );
};
