import { MalformedError } from '@gatehouse/bytes';
import type { JobSummary } from '@gatehouse/contracts';
import { type HostConnection, HostFailure } from '@gatehouse/fabric';
import type { Logger } from 'pino';
import type { Fleet, FleetHost } from '../fleet/fleet.ts';
import type { ConnectToHost } from '../hosts/connect-to-host.ts';
import type { Poller } from '../polling/poller.ts';
import type { JobStore } from './job-store.ts';
import { type StepContext, StepError, type StepInventory } from './step.ts';
import { stepTable } from './steps/step-table.ts';
import {
  endOf,
  hasEnded,
  isOpen,
  jobSummaryOf,
  type StoredJob,
  type StoredStep,
} from './stored-job.ts';

export interface JobRunnerOptions {
  readonly store: JobStore;
  readonly fleet: Fleet;
  readonly poller: Poller;
  readonly connect: ConnectToHost;
  readonly resolve: StepContext['resolve'];
  readonly inventory: StepInventory & { hostAdded(hostId: string): Promise<void> };
  readonly clock: () => Date;
  readonly logger: Logger;
  readonly restartTimeout: number;
  /** How many hosts one job works on at the same time. */
  readonly concurrency: number;
  readonly onChange: (job: JobSummary) => void;
}

/** Runs one job to its end, from its first unfinished step. Ends early, without a status, when aborted. */
export type RunJob = (id: string, signal: AbortSignal) => Promise<void>;

export const createJobRunner = (options: JobRunnerOptions): RunJob => {
  const { store, fleet, clock, logger, onChange } = options;

  return async (id, signal) => {
    const stored = await store.get(id);
    if (stored === null || hasEnded(stored)) return;
    let job: StoredJob = stored;
    const steps = new Map((await store.steps(id)).map((step) => [step.position, step]));
    const publish = () => {
      const done = [...steps.values()].filter((step) => !isOpen(step)).length;
      onChange(jobSummaryOf(job, { done, total: steps.size }));
    };
    const changeJob = async (change: Partial<StoredJob>) => {
      job = { ...job, ...change };
      await store.updateJob(id, change);
      publish();
    };
    const changeStep = async (step: StoredStep, change: Partial<StoredStep>) => {
      steps.set(step.position, { ...(steps.get(step.position) ?? step), ...change });
      await store.updateStep(id, step.position, change);
      publish();
    };

    await changeJob({ status: 'running', startedAt: job.startedAt ?? clock() });
    const tracks = tracksOf([...steps.values()]);
    await eachBounded([...tracks], options.concurrency, ([hostId, track]) =>
      runTrack(options, { jobId: id, hostId, track, signal, changeStep }),
    );
    if (signal.aborted) return;
    if (job.kind === 'add-hosts') {
      for (const hostId of job.hostIds) await options.inventory.hostAdded(hostId);
    }
    const unhealthy = job.hostIds.filter((hostId) => {
      const status = fleet.get(hostId)?.summary.status ?? 'ok';
      return !['ok', 'maintenance', 'pending'].includes(status);
    });
    await changeJob({ ...endOf([...steps.values()], unhealthy.length), endedAt: clock() });
    logger.info({ job: id, kind: job.kind, status: job.status }, 'a job has ended');
  };
};

/** Steps by the host that they are about. */
const tracksOf = (steps: readonly StoredStep[]): ReadonlyMap<string | null, StoredStep[]> => {
  const tracks = new Map<string | null, StoredStep[]>();
  for (const step of steps) {
    const track = tracks.get(step.hostId);
    if (track === undefined) tracks.set(step.hostId, [step]);
    else track.push(step);
  }
  return tracks;
};

interface Track {
  readonly jobId: string;
  readonly hostId: string | null;
  readonly track: readonly StoredStep[];
  readonly signal: AbortSignal;
  changeStep(step: StoredStep, change: Partial<StoredStep>): Promise<void>;
}

/** The steps on one host, one after the other; what follows a failed step is skipped. */
const runTrack = async (options: JobRunnerOptions, run: Track): Promise<void> => {
  const { clock, store } = options;
  let connection: HostConnection | null = null;
  let failed = run.track.some(({ status }) => status === 'failed');
  const connect = async (host: FleetHost) => {
    connection ??= await options.connect(host.record);
    return connection;
  };
  try {
    for (const step of run.track.filter(isOpen)) {
      if (run.signal.aborted) return;
      if (failed) {
        await run.changeStep(step, { status: 'skipped', detail: 'a step before it failed' });
        continue;
      }
      // What has begun before an interruption is brought to its end, even in a cancelled job.
      if (step.status === 'waiting' && (await store.cancelRequested(run.jobId))) {
        await run.changeStep(step, { status: 'cancelled', endedAt: clock() });
        continue;
      }
      const ended = await runStep(options, run, step, connect);
      if (ended === null) return;
      failed = ended.status === 'failed';
      await run.changeStep(step, { ...ended, endedAt: clock() });
    }
  } finally {
    (connection as HostConnection | null)?.close();
  }
};

/** How the step ended; null if it was interrupted and is to be run again. */
const runStep = async (
  options: JobRunnerOptions,
  run: Track,
  step: StoredStep,
  connect: (host: FleetHost) => Promise<HostConnection>,
): Promise<Pick<StoredStep, 'status' | 'detail' | 'error'> | null> => {
  const { clock, fleet } = options;
  await run.changeStep(step, { status: 'running', startedAt: step.startedAt ?? clock() });
  const host = () => {
    const found = fleet.get(run.hostId ?? '');
    if (found === null) {
      throw new StepError('not-found', 'The host is no longer managed.', 'Nothing is left to do.');
    }
    return found;
  };
  try {
    const outcome = await stepTable[step.action]({
      ...options,
      host,
      connection: () => connect(host()),
      signal: run.signal,
      memo: step.memo,
      remember: (memo) => run.changeStep(step, { memo }),
    });
    return { status: outcome.kind, detail: outcome.detail, error: null };
  } catch (error) {
    if (run.signal.aborted) return null;
    options.logger.warn({ err: error, job: run.jobId, step: step.action }, 'a step failed');
    return { status: 'failed', detail: null, error: stepErrorOf(error) };
  }
};

/** An error as people read it: its own words where it has some, never a stack. */
export const stepErrorOf = (error: unknown): NonNullable<StoredStep['error']> => {
  if (error instanceof StepError || error instanceof HostFailure) {
    const code = error instanceof HostFailure ? error.causeCode : error.code;
    const explanation = error instanceof StepError ? error.explanation : null;
    return { code, message: error.message, remedy: error.remedy, explanation };
  }
  if (error instanceof MalformedError) {
    return {
      code: 'malformed',
      message: `What the host sent cannot be read: ${error.message}`,
      remedy: 'Restart the job; if it stays, report it together with the version of the host.',
      explanation: null,
    };
  }
  return {
    code: 'internal-error',
    message: 'The step failed inside Gatehouse.',
    remedy: "The server's log has the details. Restart the job once they are settled.",
    explanation: null,
  };
};

const eachBounded = async <T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
};
