import type { EndorsementKey } from '@gatehouse/attestation';
import { hgsSchema } from '@gatehouse/database';
import { desc, eq, inArray, sql } from 'drizzle-orm';
import { forgetOrphanedLogs, keepEventLog } from './event-log-store.ts';
import { lock, type Queries } from './queries.ts';

const { tpmHosts, waitingHosts } = hgsSchema;

/** Hosts that wait for approval at the same time; the one that was silent longest goes first. */
export const maxWaitingHosts = 500;
/** A waiting host gets a verdict in the log at most this often. */
const verdictMilliseconds = 60_000;

export interface Claim {
  readonly endorsementKey: EndorsementKey;
  readonly claimedName: string;
  /** Whether its certificate leads to a trusted root: one that does not never replaces another. */
  readonly isGenuine: boolean;
  readonly eventLog: Uint8Array | null;
  readonly at: Date;
}

export interface Noted {
  readonly isNew: boolean;
  readonly writeVerdict: boolean;
  readonly eventLog: string | null;
}

/**
 * Notes a host whose TPM is not authorised: one row a TPM. `authorized` if somebody approved it in the
 * meantime: approvals and notes take the same lock.
 */
export async function noteWaitingHost(
  queries: Queries,
  claim: Claim,
): Promise<Noted | 'authorized'> {
  const { endorsementKey, claimedName, at } = claim;
  await lock(queries, 'waitingHosts');
  const authorized = await queries
    .select({ id: tpmHosts.id })
    .from(tpmHosts)
    .where(eq(tpmHosts.ekHash, endorsementKey.hash));
  if (authorized.length > 0) return 'authorized';
  const [known] = await queries
    .select()
    .from(waitingHosts)
    .where(eq(waitingHosts.ekHash, endorsementKey.hash));
  const eventLog =
    claim.eventLog === null
      ? (known?.eventLog ?? null)
      : await keepEventLog(queries, claim.eventLog);
  const ekCertificate = endorsementKey.certificate?.der ?? null;
  if (known === undefined) {
    await evictBeyond(queries, maxWaitingHosts - 1);
    await queries.insert(waitingHosts).values({
      ekHash: endorsementKey.hash,
      ekPublic: endorsementKey.publicArea,
      ekCertificate,
      claimedName,
      eventLog,
      firstSeenAt: at,
      lastSeenAt: at,
      lastVerdictAt: at,
    });
    return { isNew: true, writeVerdict: true, eventLog };
  }
  const writeVerdict = at.getTime() - known.lastVerdictAt.getTime() >= verdictMilliseconds;
  await queries
    .update(waitingHosts)
    .set({
      claimedName,
      eventLog,
      ekCertificate: claim.isGenuine ? ekCertificate : (known.ekCertificate ?? ekCertificate),
      lastSeenAt: at,
      attempts: sql`${waitingHosts.attempts} + 1`,
      ...(writeVerdict ? { lastVerdictAt: at } : {}),
    })
    .where(eq(waitingHosts.id, known.id));
  return { isNew: known.claimedName !== claimedName, writeVerdict, eventLog };
}

async function evictBeyond(queries: Queries, keep: number): Promise<void> {
  const surplus = await queries
    .select({ id: waitingHosts.id })
    .from(waitingHosts)
    .orderBy(desc(waitingHosts.lastSeenAt))
    .offset(keep);
  if (surplus.length === 0) return;
  await queries.delete(waitingHosts).where(
    inArray(
      waitingHosts.id,
      surplus.map(({ id }) => id),
    ),
  );
  await forgetOrphanedLogs(queries);
}
