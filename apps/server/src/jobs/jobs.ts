import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Job, JobKind, JobSummary } from '@gatehouse/contracts';
import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import type { RunJob } from './job-runner.ts';
import type { JobStore } from './job-store.ts';
import { type PlannedHost, planOf } from './plan.ts';
import type { StepAction } from './step.ts';
import { hasEnded, jobOf, jobSummaryOf, type StoredStep } from './stored-job.ts';

export interface NewJob {
  readonly kind: JobKind;
  readonly hosts: readonly PlannedHost[];
  readonly startedBy: string;
  /** Instead of the plan of the kind. */
  readonly plan?: (host: PlannedHost) => readonly StepAction[];
}

export type JobRefusal = 'not-found' | 'has-ended' | 'has-not-ended' | 'nothing-failed';

/** Long work on hosts: kept in PostgreSQL step by step, handed out by pg-boss, run once at a time. */
export interface Jobs {
  start(job: NewJob): Promise<string>;
  get(id: string): Promise<Job | null>;
  summaries(ids: readonly string[]): Promise<readonly JobSummary[]>;
  cancel(id: string): Promise<Job | JobRefusal>;
  /** A new job for the hosts that failed in an ended one. */
  restart(
    id: string,
    startedBy: string,
    hosts: (id: string) => PlannedHost | null,
  ): Promise<string | JobRefusal>;
  close(): Promise<void>;
}

export interface JobsOptions {
  readonly databaseUrl: string;
  readonly store: JobStore;
  readonly run: RunJob;
  readonly clock: () => Date;
  readonly logger: Logger;
  readonly onChange: (job: JobSummary) => void;
  /** Milliseconds between two looks for jobs whose replica is gone. */
  readonly sweepEvery: number;
}

const queue = 'gatehouse-jobs';
/** Advisory locks of running jobs: this number, then a hash of the job's id. */
const lockClass = 0x6a6f6273;

export const startJobs = async (options: JobsOptions): Promise<Jobs> => {
  const { databaseUrl, store, clock, logger } = options;
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  // Every call to a host that is under way hears it.
  setMaxListeners(0, stopping.signal);
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'pgboss', max: 2 });
  boss.on('error', (error) => logger.error({ err: error }, 'the job queue reports an error'));
  await boss.start();
  await boss.createQueue(queue);
  const locks = createJobLocks(databaseUrl, logger);

  const runOnce = async (id: string) => {
    if (running.has(id) || stopping.signal.aborted) return;
    const work = (async () => {
      if (!(await locks.take(id))) return;
      try {
        await options.run(id, stopping.signal);
      } catch (error) {
        logger.error({ err: error, job: id }, 'a job was interrupted');
      } finally {
        await locks.give(id);
      }
    })();
    running.set(id, work);
    await work.finally(() => running.delete(id));
  };
  const sweep = async () => {
    for (const id of await store.open()) void runOnce(id);
  };

  const worker = await boss.work<{ jobId: string }>(
    queue,
    { batchSize: 50, pollingIntervalSeconds: 1 },
    (batch) => {
      for (const { data } of batch) void runOnce(data.jobId);
      return Promise.resolve();
    },
  );
  // A job that was running when its replica was killed goes on here, from its first unfinished step.
  await sweep();
  const timer = setInterval(
    () => void sweep().catch((error) => logger.warn({ err: error }, 'jobs cannot be looked for')),
    options.sweepEvery,
  );

  const start = async ({ kind, hosts, startedBy, plan }: NewJob) => {
    const id = randomUUID();
    const steps = hosts.flatMap((host) =>
      (plan?.(host) ?? planOf(kind, host)).map((action) => ({ host, action })),
    );
    const job = {
      id,
      kind,
      subject: subjectOf(hosts),
      status: 'queued' as const,
      startedBy,
      createdAt: clock(),
      startedAt: null,
      endedAt: null,
      outcome: null,
      cancelRequested: false,
      hostIds: hosts.map(({ record }) => record.id),
    };
    await store.insert(
      job,
      steps.map(({ host, action }, position) => waitingStep(position, action, host)),
    );
    options.onChange(jobSummaryOf(job, { done: 0, total: steps.length }));
    await boss.send(queue, { jobId: id });
    boss.notifyWorker(worker);
    return id;
  };

  return {
    start,
    get: async (id) => {
      const job = await store.get(id);
      return job === null ? null : jobOf(job, await store.steps(id));
    },
    summaries: async (ids) =>
      (await store.counted(ids)).map(({ job, ...steps }) => jobSummaryOf(job, steps)),
    cancel: async (id) => {
      const job = await store.get(id);
      if (job === null) return 'not-found';
      if (hasEnded(job)) return 'has-ended';
      await store.updateJob(id, { cancelRequested: true });
      const asked = { ...job, cancelRequested: true };
      const steps = await store.steps(id);
      const now = jobOf(asked, steps);
      const { hostIds: _, steps: __, ...summary } = now;
      options.onChange(summary);
      return now;
    },
    restart: async (id, startedBy, hosts) => {
      const job = await store.get(id);
      if (job === null) return 'not-found';
      if (!hasEnded(job)) return 'has-not-ended';
      const steps = await store.steps(id);
      const again = new Set(
        steps.flatMap(({ hostId, status }) =>
          hostId !== null && ['failed', 'cancelled'].includes(status) ? [hostId] : [],
        ),
      );
      const found = [...again].flatMap((hostId) => hosts(hostId) ?? []);
      if (found.length === 0) return 'nothing-failed';
      const actionsOf = (host: PlannedHost) =>
        steps.flatMap(({ hostId, action }) => (hostId === host.record.id ? [action] : []));
      return start({ kind: job.kind, hosts: found, startedBy, plan: actionsOf });
    },
    close: async () => {
      clearInterval(timer);
      stopping.abort();
      await boss.stop({ graceful: false, close: true, wait: true });
      await Promise.allSettled(running.values());
      await locks.close();
    },
  };
};

const subjectOf = (hosts: readonly PlannedHost[]): string => {
  const [first] = hosts;
  return hosts.length === 1 && first !== undefined ? first.record.name : `${hosts.length} hosts`;
};

const waitingStep = (position: number, action: StepAction, host: PlannedHost): StoredStep => ({
  position,
  action,
  object: host.record.name,
  hostId: host.record.id,
  status: 'waiting',
  startedAt: null,
  endedAt: null,
  detail: null,
  error: null,
  memo: null,
});

/**
 * One replica runs a job at a time: the one whose connection holds its lock. PostgreSQL gives the locks
 * back when the connection ends, so that the jobs of a killed replica are free at once.
 */
const createJobLocks = (databaseUrl: string, logger: Logger) => {
  let client: Promise<pg.Client> | null = null;
  const connected = async () => {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    next.on('error', (error) => logger.warn({ err: error }, 'the connection of job locks is lost'));
    next.on('end', () => {
      client = null;
    });
    await next.connect();
    return next;
  };
  const ask = async (statement: string, id: string) => {
    client ??= connected();
    const { rows } = await (await client).query<{ done: boolean }>(statement, [lockClass, id]);
    return rows[0]?.done === true;
  };
  return {
    take: (id: string) => ask('select pg_try_advisory_lock($1, hashtext($2)) as done', id),
    give: (id: string) =>
      ask('select pg_advisory_unlock($1, hashtext($2)) as done', id).catch(() => false),
    close: async () => {
      const open = client;
      client = null;
      await (await open)?.end();
    },
  };
};
