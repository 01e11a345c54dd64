import { type Database, serverSchema } from '@gatehouse/database';
import { and, arrayContains, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { type StepAction, stepNames } from './step.ts';
import type { StoredJob, StoredStep } from './stored-job.ts';

const { jobs, jobSteps } = serverSchema;

export interface JobQuery {
  readonly limit: number;
  readonly offset: number;
  readonly host?: string | undefined;
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
}

export interface CountedJob {
  readonly job: StoredJob;
  readonly done: number;
  readonly total: number;
}

export interface JobStore {
  insert(job: StoredJob, steps: readonly StoredStep[]): Promise<void>;
  get(id: string): Promise<StoredJob | null>;
  steps(id: string): Promise<readonly StoredStep[]>;
  list(query: JobQuery): Promise<{ readonly items: readonly CountedJob[]; readonly total: number }>;
  counted(ids: readonly string[]): Promise<readonly CountedJob[]>;
  /** Jobs that have not ended, oldest first. */
  open(): Promise<readonly string[]>;
  counts(since: Date): Promise<{ readonly running: number; readonly failed: number }>;
  updateJob(id: string, change: Partial<StoredJob>): Promise<void>;
  updateStep(jobId: string, position: number, change: Partial<StoredStep>): Promise<void>;
  cancelRequested(id: string): Promise<boolean>;
}

export const createJobStore = (db: Database): JobStore => {
  const select = () =>
    db
      .select({
        job: jobs,
        done: sql<number>`(select count(*)::int from ${jobSteps} where ${jobSteps.jobId} = ${jobs.id}
          and ${jobSteps.status} not in ('waiting', 'running'))`,
        total: sql<number>`(select count(*)::int from ${jobSteps} where ${jobSteps.jobId} = ${jobs.id})`,
      })
      .from(jobs);
  return {
    insert: (job, steps) =>
      db.transaction(async (tx) => {
        await tx.insert(jobs).values({ ...job, hostIds: [...job.hostIds] });
        // Parameters of one statement are bounded (65535): 12 a row.
        for (let at = 0; at < steps.length; at += 2000) {
          const rows = steps.slice(at, at + 2000);
          await tx
            .insert(jobSteps)
            .values(rows.map((step) => ({ ...step, jobId: job.id, name: stepNames[step.action] })));
        }
      }),
    get: async (id) => {
      const [row] = await db.select().from(jobs).where(eq(jobs.id, id));
      return row ?? null;
    },
    steps: async (id) => {
      const rows = await db
        .select()
        .from(jobSteps)
        .where(eq(jobSteps.jobId, id))
        .orderBy(asc(jobSteps.position));
      return rows.map((row) => ({ ...row, action: actionOf(row.action) }));
    },
    list: async ({ limit, offset, host, filter, sort }) => {
      const where = and(
        host === undefined ? undefined : arrayContains(jobs.hostIds, [host]),
        ...wordsOf(filter).map(conditionOf),
      );
      const column = sort === 'createdAt' ? asc(jobs.createdAt) : desc(jobs.createdAt);
      const items = await select().where(where).orderBy(column).limit(limit).offset(offset);
      const [total] = await db.select({ value: count() }).from(jobs).where(where);
      return { items, total: total?.value ?? 0 };
    },
    counted: (ids) =>
      ids.length === 0 ? Promise.resolve([]) : select().where(inArray(jobs.id, [...ids])),
    open: async () => {
      const rows = await db
        .select({ id: jobs.id })
        .from(jobs)
        .where(inArray(jobs.status, ['queued', 'running']))
        .orderBy(asc(jobs.createdAt));
      return rows.map(({ id }) => id);
    },
    counts: async (since) => {
      const [row] = await db
        .select({
          running: sql<number>`count(*) filter (where ${jobs.status} in ('queued', 'running'))::int`,
          failed: sql<number>`count(*) filter (where ${jobs.status} in ('failed', 'completed-with-errors')
            and ${jobs.endedAt} >= ${since.toISOString()})::int`,
        })
        .from(jobs);
      return row ?? { running: 0, failed: 0 };
    },
    updateJob: async (id, { hostIds, ...change }) => {
      await db
        .update(jobs)
        .set(hostIds === undefined ? change : { ...change, hostIds: [...hostIds] })
        .where(eq(jobs.id, id));
    },
    updateStep: async (jobId, position, change) => {
      await db
        .update(jobSteps)
        .set(change)
        .where(and(eq(jobSteps.jobId, jobId), eq(jobSteps.position, position)));
    },
    cancelRequested: async (id) => {
      const [row] = await db
        .select({ asked: jobs.cancelRequested })
        .from(jobs)
        .where(eq(jobs.id, id));
      return row?.asked ?? true;
    },
  };
};

const actionOf = (text: string): StepAction => {
  const action = Object.keys(stepNames).find((name): name is StepAction => name === text);
  if (action === undefined)
    throw new Error(`A job has a step ${text} that this version does not know.`);
  return action;
};

const wordsOf = (filter: string | undefined) =>
  (filter ?? '').split(/\s+/).filter((word) => word !== '');

/** `status:`, `kind:` and `by:` tokens; other words are looked for in subject and outcome. */
const conditionOf = (word: string) => {
  const [key = '', ...rest] = word.split(':');
  const value = rest.join(':').toLowerCase();
  if (key === 'status') return sql`${jobs.status} = ${value}`;
  if (key === 'kind') return sql`${jobs.kind} = ${value}`;
  if (key === 'by') return sql`lower(${jobs.startedBy}) = ${value}`;
  const like = `%${word.toLowerCase().replace(/[%_\\]/g, '\\$&')}%`;
  return sql`(lower(${jobs.subject}) like ${like} or lower(coalesce(${jobs.outcome}, '')) like ${like})`;
};
