import { z } from 'zod';
import { auditEntry } from './audit.ts';
import { instant, listOf, listQuery } from './common.ts';
import { causeCode, healthStatus, hostStatus } from './health.ts';
import { route } from './route.ts';

/** Hosts that need somebody, by cause, worst and most first. */
export const attentionGroup = z.object({
  causeCode: causeCode.nullable(),
  status: healthStatus,
  cause: z.string(),
  remedy: z.string().nullable(),
  repairable: z.boolean(),
  hosts: z.array(z.object({ id: z.uuid(), name: z.string(), since: instant.nullable() })),
});
export type AttentionGroup = z.infer<typeof attentionGroup>;

export const hgsReachability = z.object({
  attestationServerUrl: z.string(),
  role: z.enum(['primary', 'fallback']),
  reachable: z.boolean(),
  milliseconds: z.number().nullable(),
  mode: z.string().nullable(),
  signerValidUntil: instant.nullable(),
  /** How many hosts last attested there. */
  inUseBy: z.number().int(),
  checkedAt: instant.nullable(),
});

export const overview = z.object({
  counts: z.record(hostStatus, z.number().int()),
  total: z.number().int(),
  /** Hosts with a valid health certificate. */
  guarded: z.number().int(),
  attention: z.array(attentionGroup),
  /** State of the fleet over the last 24 h, oldest first. */
  timeline: z.array(
    z.object({
      at: instant,
      passed: z.number().int(),
      refused: z.number().int(),
      unknown: z.number().int(),
    }),
  ),
  hgs: z.array(hgsReachability),
  feed: z.object({ connected: z.boolean(), since: instant.nullable() }),
  jobs: z.object({ running: z.number().int(), failedToday: z.number().int() }),
  recent: z.array(auditEntry),
});
export type Overview = z.infer<typeof overview>;

export const overviewRoutes = {
  getOverview: route({
    method: 'GET',
    path: '/api/overview',
    summary: 'The state of the fabric on one page',
    permission: 'overview.read',
    response: overview,
  }),
  listAudit: route({
    method: 'GET',
    path: '/api/audit',
    summary: 'Who changed what, newest first',
    permission: 'audit.read',
    query: listQuery,
    response: listOf(auditEntry),
  }),
};
