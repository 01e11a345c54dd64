import type {
  Job,
  JobKind,
  JobStatus,
  JobStep,
  JobSummary,
  StepStatus,
} from '@gatehouse/contracts';
import { type StepAction, stepNames } from './step.ts';

export interface StoredJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly subject: string;
  readonly status: JobStatus;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: string | null;
  readonly cancelRequested: boolean;
  readonly hostIds: readonly string[];
}

export interface StoredStep {
  readonly position: number;
  readonly action: StepAction;
  /** Name of the host that the step is about. */
  readonly object: string | null;
  readonly hostId: string | null;
  readonly status: StepStatus;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly detail: string | null;
  readonly error: JobStep['error'];
  readonly memo: string | null;
}

const ended: ReadonlySet<JobStatus> = new Set([
  'completed',
  'completed-with-errors',
  'failed',
  'cancelled',
]);
export const hasEnded = ({ status }: Pick<StoredJob, 'status'>): boolean => ended.has(status);

const open: ReadonlySet<StepStatus> = new Set(['waiting', 'running']);
export const isOpen = ({ status }: Pick<StoredStep, 'status'>): boolean => open.has(status);

/** `done` of `total` steps as the progress of a job; an ended job is at its end. */
export const jobSummaryOf = (
  job: StoredJob,
  steps: { readonly done: number; readonly total: number },
): JobSummary => ({
  id: job.id,
  kind: job.kind,
  subject: job.subject,
  status: job.status,
  progress: hasEnded(job) || steps.total === 0 ? 1 : steps.done / steps.total,
  startedBy: job.startedBy,
  createdAt: job.createdAt.toISOString(),
  startedAt: job.startedAt?.toISOString() ?? null,
  endedAt: job.endedAt?.toISOString() ?? null,
  outcome: job.outcome,
  cancellable: !hasEnded(job) && !job.cancelRequested,
});

export const jobOf = (job: StoredJob, steps: readonly StoredStep[]): Job => ({
  ...jobSummaryOf(job, { done: steps.filter((step) => !isOpen(step)).length, total: steps.length }),
  progress:
    hasEnded(job) || steps.length === 0
      ? 1
      : steps.filter((step) => !isOpen(step)).length / steps.length,
  hostIds: [...job.hostIds],
  steps: steps.map((step) => ({
    name: stepNames[step.action],
    object: step.object,
    status: step.status,
    startedAt: step.startedAt?.toISOString() ?? null,
    endedAt: step.endedAt?.toISOString() ?? null,
    detail: step.detail,
    error: step.error,
  })),
});

/** How a job ended, from its steps: an object that has a failed step failed. */
export const endOf = (
  steps: readonly StoredStep[],
  unhealthy: number,
): { readonly status: JobStatus; readonly outcome: string | null } => {
  const objects = new Set(steps.map(({ object }) => object));
  const failed = steps.filter(({ status }) => status === 'failed');
  const failedObjects = new Set(failed.map(({ object }) => object));
  if (steps.some(({ status }) => status === 'cancelled')) {
    return { status: 'cancelled', outcome: 'Cancelled; what had started was brought to its end.' };
  }
  const [first] = failed;
  if (first === undefined) {
    const outcome =
      unhealthy === 0
        ? null
        : unhealthy === 1
          ? 'Done, but one host is still not OK.'
          : `Done, but ${unhealthy} hosts are still not OK.`;
    return { status: 'completed', outcome };
  }
  const reason = `${stepNames[first.action]}: ${first.error?.message ?? 'failed'}`;
  return failedObjects.size === objects.size
    ? { status: 'failed', outcome: reason }
    : {
        status: 'completed-with-errors',
        outcome: `${failedObjects.size} of ${objects.size} hosts failed. First: ${first.object}: ${reason}`,
      };
};
