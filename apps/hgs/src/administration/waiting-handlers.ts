import {
  type EndorsementKey,
  endorsementKeyOf,
  explainDifference,
  quotedBank,
} from '@gatehouse/attestation';
import { MalformedError, toHex } from '@gatehouse/bytes';
import type { Approval, WaitingHost } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import {
  claimedBootFactsOf,
  claimedNearestBaseline,
  type MeasuredSiPolicy,
  parseEventLog,
} from '@gatehouse/measured-boot';
import { desc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { readEventLog } from '../store/event-log-store.ts';
import type { NewFeedEntry } from '../store/feed-store.ts';
import { lock, type Queries } from '../store/queries.ts';
import { type SharedTrust, trustChanged } from '../store/trust-store.ts';
import { addBaseline, plain, unusable } from './baseline-trust.ts';
import { certificatePathView } from './certificate-path-view.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { notFound, readingFile, withoutConflict } from './problems.ts';
import { authorizeTpm, requireGenuine, tpmHostView } from './tpm-host-handlers.ts';

const { tpmHosts, trustedPolicies, waitingHosts } = hgsSchema;
type Row = typeof waitingHosts.$inferSelect;

/** What a log claims. Nothing of it is proven: it helps people to decide, and decides nothing. */
type LogClaim = Pick<WaitingHost, 'log' | 'logError' | 'codeIntegrityPolicy'>;
const noLog: LogClaim = { log: null, logError: null, codeIntegrityPolicy: null };

/** Hosts that wait for approval. */
export function waitingHandlers(
  context: HgsContext,
): Pick<HgsHandlers, 'listWaitingHosts' | 'approveWaitingHost' | 'dismissWaitingHost'> {
  const { db } = context.database;
  return {
    listWaitingHosts: async () => {
      const trust = await context.readTrust(db);
      const rows = await db.select().from(waitingHosts).orderBy(desc(waitingHosts.lastSeenAt));
      const names = new Map(
        (await db.select().from(tpmHosts)).map((row) => [row.name.toLowerCase(), row.ekHash]),
      );
      const claims = new Map<string, LogClaim>();
      const items: WaitingHost[] = [];
      for (const row of rows)
        items.push(
          waitingView(row, await claimOf(db, row, trust, claims), trust, names, context.now()),
        );
      return { items, total: items.length };
    },

    approveWaitingHost: async ({ params, body, actor, subject }) => {
      subject(body.name);
      const trust = await context.readTrust(db);
      const approved = await withoutConflict(
        'This name, this TPM, or the name of the baseline or policy is taken already.',
        () =>
          db.transaction((queries) => approve(context, queries, params.id, body, actor.username)),
      );
      return tpmHostView(approved, trust, context.now());
    },

    dismissWaitingHost: async ({ params, subject }) => {
      const [row] = await db.delete(waitingHosts).where(eq(waitingHosts.id, params.id)).returning();
      if (row === undefined) throw notFound('waiting host');
      subject(row.claimedName);
      return undefined;
    },
  };
}

/** Everything that an approval names is trusted, or nothing of it. */
async function approve(
  context: HgsContext,
  queries: Queries,
  id: string,
  body: Approval,
  by: string,
): Promise<typeof tpmHosts.$inferSelect> {
  const at = context.now();
  // Before the row: who notes a waiting host takes the lock first, too.
  await lock(queries, 'waitingHosts');
  const [row] = await queries
    .select()
    .from(waitingHosts)
    .where(eq(waitingHosts.id, id))
    .for('update');
  if (row === undefined) throw notFound('waiting host');
  requireSeenLog(row, body);
  const endorsementKey = keyOf(row);
  requireGenuine(endorsementKey, await context.readTrust(queries), at, body.force);
  const log = row.eventLog === null ? null : await readEventLog(queries, row.eventLog);
  const changes: NewFeedEntry[] = [];
  if (body.addBaseline !== null) {
    const content = requireLog(log);
    const added = await addBaseline(queries, {
      name: body.addBaseline,
      content,
      source: { kind: 'claimed', host: row.claimedName },
      about: plain,
      enabled: true,
      at,
      by,
    });
    if (!added.enabled) throw unusable(added.name);
    changes.push({ kind: 'trust-changed', what: `baseline ${body.addBaseline} added` });
  }
  if (body.addCodeIntegrityPolicy !== null) {
    const measured = requirePolicy(requireLog(log));
    await queries.insert(trustedPolicies).values({
      name: body.addCodeIntegrityPolicy,
      digests: [toHex(measured.digest)],
      facts: null,
      addedAt: at,
      addedBy: by,
    });
    const what = `code integrity policy ${body.addCodeIntegrityPolicy} added`;
    changes.push({ kind: 'trust-changed', what });
  }
  const authorized = await authorizeTpm(queries, {
    name: body.name,
    endorsementKey,
    force: body.force,
    at,
    by,
  });
  const { name, ekHash } = authorized;
  await trustChanged(queries, at, { kind: 'host-authorized', name, ekHash }, ...changes);
  return authorized;
}

/** What the administrator approves is what was looked at, not what was claimed since. */
function requireSeenLog(row: Row, body: Approval): void {
  if (body.eventLog === undefined || body.eventLog === row.eventLog) return;
  throw new ProblemError(
    'conflict',
    'The host has sent another boot log since you looked.',
    'Look at the waiting host again, and approve what it shows now.',
  );
}

const keyOf = (row: Row): EndorsementKey => endorsementKeyOf(row.ekCertificate ?? row.ekPublic);

const logRemedy =
  'Have the host attest again so that it sends its boot log, or approve without it.';

function requireLog(log: Uint8Array | null): Uint8Array {
  if (log !== null) return log;
  throw new ProblemError('not-ready', 'The host has not sent a boot log.', logRemedy);
}

/** The configured policy; Windows' own driver block list is the same everywhere and says nothing. */
const configuredPolicy = (policies: readonly MeasuredSiPolicy[]): MeasuredSiPolicy | undefined =>
  policies.find((policy) => !/^driver/i.test(policy.name));

function requirePolicy(content: Uint8Array): MeasuredSiPolicy {
  const log = readingFile('boot log', logRemedy, () => parseEventLog(content));
  const measured = configuredPolicy(claimedBootFactsOf(log, quotedBank).siPolicies);
  if (measured !== undefined) return measured;
  throw new ProblemError(
    'not-ready',
    'The boot log has no code integrity policy.',
    'Deploy a code integrity policy to the host and restart it first.',
  );
}

/** Reads each log once, however many hosts have it. */
async function claimOf(
  queries: Queries,
  row: Row,
  trust: SharedTrust,
  known: Map<string, LogClaim>,
): Promise<LogClaim> {
  if (row.eventLog === null) return noLog;
  const earlier = known.get(row.eventLog);
  if (earlier !== undefined) return earlier;
  const content = await readEventLog(queries, row.eventLog);
  const claim = content === null ? noLog : readClaim(content, row.eventLog, trust);
  known.set(row.eventLog, claim);
  return claim;
}

function readClaim(content: Uint8Array, eventLog: string, trust: SharedTrust): LogClaim {
  try {
    const log = parseEventLog(content);
    const facts = claimedBootFactsOf(log, quotedBank);
    const nearest = claimedNearestBaseline(trust.baselines, log);
    const measured = configuredPolicy(facts.siPolicies);
    return {
      log: {
        eventLog,
        eventCount: log.events.length,
        secureBoot: facts.secureBoot,
        matchesBaseline: nearest?.match.matches ? nearest.baseline.name : null,
        difference:
          nearest === null || nearest.match.matches
            ? null
            : explainDifference(nearest.match.first, nearest.baseline.name).sentence,
      },
      logError: null,
      codeIntegrityPolicy: measured === undefined ? null : policyClaim(measured, trust),
    };
  } catch (error) {
    if (error instanceof MalformedError) return { ...noLog, logError: error.message };
    throw error;
  }
}

function policyClaim(
  measured: MeasuredSiPolicy,
  trust: SharedTrust,
): WaitingHost['codeIntegrityPolicy'] {
  const digest = toHex(measured.digest);
  const trusted = trust.codeIntegrityPolicies.find((each) => each.digests.includes(digest));
  const { name, version, digestAlgorithm } = measured;
  return { name, version, digestAlgorithm, digest, trusted: trusted?.name ?? null };
}

function waitingView(
  row: Row,
  claim: LogClaim,
  trust: SharedTrust,
  authorizedNames: ReadonlyMap<string, string>,
  at: Date,
): WaitingHost {
  const authorized = authorizedNames.get(row.claimedName.toLowerCase());
  return {
    id: row.id,
    claimedName: row.claimedName,
    ekHash: row.ekHash,
    certificatePath: certificatePathView(keyOf(row).certificate, trust, at),
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    attempts: row.attempts,
    nameAuthorizedForOtherTpm: authorized !== undefined && authorized !== row.ekHash,
    ...claim,
  };
}
