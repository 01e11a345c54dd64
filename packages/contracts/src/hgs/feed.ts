import { z } from 'zod';
import { verdict } from '../attestations.ts';
import { auditEntry } from '../audit.ts';
import { instant, listOf, listQuery, sha256 } from '../common.ts';
import { route } from '../route.ts';

/** What hgs tells its readers, in order. A reader resumes with the last sequence that it has. */
export const feedEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verdict'), sequence: z.number().int(), at: instant, verdict }),
  z.object({
    kind: z.literal('host-waiting'),
    sequence: z.number().int(),
    at: instant,
    claimedName: z.string(),
    ekHash: sha256,
  }),
  z.object({
    kind: z.literal('host-authorized'),
    sequence: z.number().int(),
    at: instant,
    name: z.string(),
    ekHash: sha256,
  }),
  z.object({
    kind: z.literal('host-withdrawn'),
    sequence: z.number().int(),
    at: instant,
    name: z.string(),
    ekHash: sha256,
  }),
  z.object({
    kind: z.literal('trust-changed'),
    sequence: z.number().int(),
    at: instant,
    what: z.string(),
  }),
]);
export type FeedEntry = z.infer<typeof feedEntry>;

export const feedRoutes = {
  getFeed: route({
    method: 'GET',
    path: '/Administration/feed',
    summary: 'Entries after a sequence; waits up to ?wait seconds for the first (long poll)',
    permission: 'hgs.feed',
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      wait: z.coerce.number().int().min(0).max(30).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    response: z.object({
      entries: z.array(feedEntry),
      /** Last sequence that exists. */
      last: z.number().int(),
      /** Oldest sequence that is kept: a reader behind it has missed entries. */
      oldest: z.number().int(),
    }),
  }),
  listVerdicts: route({
    method: 'GET',
    path: '/Administration/attestations',
    summary: 'The attestation log, newest first',
    permission: 'hgs.read',
    query: listQuery,
    response: listOf(verdict),
  }),
  getHgsSummary: route({
    method: 'GET',
    path: '/Administration/summary',
    summary: 'Mode, signer and how much is trusted',
    permission: 'hgs.read',
    response: z.object({
      mode: z.literal('TPM'),
      signer: z.object({ subject: z.string(), thumbprint: z.string(), validUntil: instant }),
      counts: z.object({
        waitingHosts: z.number().int(),
        tpmHosts: z.number().int(),
        baselines: z.number().int(),
        codeIntegrityPolicies: z.number().int(),
        tpmRoots: z.number().int(),
      }),
      attestationsToday: z.object({ passed: z.number().int(), refused: z.number().int() }),
      /** Address of the fabric console, to link back. */
      consoleUrl: z.string().nullable(),
    }),
  }),
  listHgsAudit: route({
    method: 'GET',
    path: '/Administration/audit',
    summary: 'Who changed what is trusted, newest first',
    permission: 'hgs.read',
    query: listQuery,
    response: listOf(auditEntry),
  }),
};
