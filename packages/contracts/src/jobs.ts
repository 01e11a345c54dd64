import { z } from 'zod';
import { byId, instant, listOf, listQuery } from './common.ts';
import { explanation } from './explanation.ts';
import { route } from './route.ts';

export const jobKind = z.enum([
  'add-hosts',
  'configure-host',
  'refresh',
  'repair',
  'attest',
  'diagnose',
  'apply-code-integrity-policy',
  'restart',
  'remove',
  'apply-hgs-settings',
]);
export type JobKind = z.infer<typeof jobKind>;

/** `completed-with-errors`: it ran to its end, and some of its objects failed. */
export const jobStatus = z.enum([
  'queued',
  'running',
  'completed',
  'completed-with-errors',
  'failed',
  'cancelled',
]);
export type JobStatus = z.infer<typeof jobStatus>;

export const stepStatus = z.enum([
  'waiting',
  'running',
  'completed',
  'failed',
  'skipped',
  'cancelled',
]);
export type StepStatus = z.infer<typeof stepStatus>;

export const jobStep = z.object({
  name: z.string(),
  /** Which object the step is about, usually a host. */
  object: z.string().nullable(),
  status: stepStatus,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** What the step found or did, if worth telling. */
  detail: z.string().nullable(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
      /** What HGS found, where it refused the host. */
      explanation: explanation.nullable().default(null),
    })
    .nullable(),
});
export type JobStep = z.infer<typeof jobStep>;

export const jobSummary = z.object({
  id: z.uuid(),
  kind: jobKind,
  /** What it is about: one host's name, or how many. */
  subject: z.string(),
  status: jobStatus,
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  startedBy: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** First error, or how it ended. */
  outcome: z.string().nullable(),
  cancellable: z.boolean(),
});
export type JobSummary = z.infer<typeof jobSummary>;

export const job = jobSummary.extend({ hostIds: z.array(z.uuid()), steps: z.array(jobStep) });
export type Job = z.infer<typeof job>;

export const jobRoutes = {
  listJobs: route({
    method: 'GET',
    path: '/api/jobs',
    summary: 'Jobs, newest first; of one host with ?host=',
    permission: 'jobs.read',
    query: listQuery.extend({ host: z.uuid().optional() }),
    response: listOf(jobSummary),
  }),
  getJob: route({
    method: 'GET',
    path: '/api/jobs/:id',
    summary: 'One job with its steps',
    permission: 'jobs.read',
    params: byId,
    response: job,
  }),
  cancelJob: route({
    method: 'POST',
    path: '/api/jobs/:id/cancel',
    summary: 'Cancels what has not started yet',
    permission: 'jobs.write',
    params: byId,
    response: job,
  }),
  restartJob: route({
    method: 'POST',
    path: '/api/jobs/:id/restart',
    summary: 'Starts an ended job again, for the objects that failed',
    permission: 'jobs.write',
    params: byId,
    response: z.object({ jobId: z.uuid() }),
    status: 202,
  }),
};
