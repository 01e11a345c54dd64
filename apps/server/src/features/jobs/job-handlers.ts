import { ProblemError } from '@gatehouse/http';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import type { JobStore } from '../../jobs/job-store.ts';
import type { JobRefusal, Jobs } from '../../jobs/jobs.ts';
import { jobSummaryOf } from '../../jobs/stored-job.ts';

const refusals: Readonly<Record<JobRefusal, () => ProblemError>> = {
  'not-found': () =>
    new ProblemError('not-found', 'There is no such job.', 'Load the list of jobs again.'),
  'has-ended': () =>
    new ProblemError('conflict', 'The job has ended already.', 'There is nothing left to cancel.'),
  'has-not-ended': () =>
    new ProblemError('not-ready', 'The job has not ended yet.', 'Wait for its end, or cancel it.'),
  'nothing-failed': () =>
    new ProblemError(
      'conflict',
      'No host that is still managed failed in this job.',
      'Start a new job for the hosts that you mean.',
    ),
};

export const jobHandlers = (options: {
  readonly jobs: Jobs;
  readonly store: JobStore;
  readonly fleet: Fleet;
}): FeatureHandlers<'listJobs' | 'getJob' | 'cancelJob' | 'restartJob'> => {
  const { fleet, jobs, store } = options;
  return {
    listJobs: async ({ query }) => {
      const { items, total } = await store.list(query);
      return { items: items.map(({ job, ...steps }) => jobSummaryOf(job, steps)), total };
    },
    getJob: async ({ params: { id } }) => {
      const job = await jobs.get(id);
      if (job === null) throw refusals['not-found']();
      return job;
    },
    cancelJob: async ({ params: { id }, subject }) => {
      const result = await jobs.cancel(id);
      if (typeof result === 'string') throw refusals[result]();
      subject(`${result.kind} ${result.subject}`);
      return result;
    },
    restartJob: async ({ params: { id }, actor, subject }) => {
      const before = await store.get(id);
      if (before !== null) subject(`${before.kind} ${before.subject}`);
      const result = await jobs.restart(id, actor.username, (hostId) => fleet.get(hostId));
      if (isRefusal(result)) throw refusals[result]();
      return { jobId: result };
    },
  };
};

const isRefusal = (text: string): text is JobRefusal => Object.hasOwn(refusals, text);
