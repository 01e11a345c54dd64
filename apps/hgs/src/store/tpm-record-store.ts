import { compareCounters, type TpmRecord } from '@gatehouse/attestation';
import { hgsSchema } from '@gatehouse/database';
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Queries } from './queries.ts';

const { challenges, tpmRecords } = hgsSchema;

/** Attestation keys of one TPM that are remembered: a host may make a new one at each start. */
const keptKeys = 16;

/** What proven quotes of a TPM said: of each attestation key the last, the newest key first. */
export async function readRecords(queries: Queries, ekHash: string): Promise<TpmRecord[]> {
  const rows = await queries
    .select()
    .from(tpmRecords)
    .where(eq(tpmRecords.ekHash, ekHash))
    .orderBy(desc(tpmRecords.lastSeenAt));
  return rows.map(({ ekHash: _, firstSeenAt: _first, lastSeenAt: _last, ...record }) => record);
}

/**
 * Remembers a proven quote, unless a later one is remembered: answers under way are judged in any order.
 * The first identity key and name of a start of the TPM stay: others contradict them.
 */
export async function rememberQuote(
  queries: Queries,
  ekHash: string,
  record: TpmRecord,
  at: Date,
): Promise<void> {
  const isRow = and(
    eq(tpmRecords.ekHash, ekHash),
    eq(tpmRecords.attestationKeyName, record.attestationKeyName),
  );
  const inserted = await queries
    .insert(tpmRecords)
    .values({ ...record, ekHash, firstSeenAt: at, lastSeenAt: at })
    .onConflictDoNothing()
    .returning({ ekHash: tpmRecords.ekHash });
  if (inserted.length > 0) return forgetOldKeys(queries, ekHash);
  const [known] = await queries.select().from(tpmRecords).where(isRow).for('update');
  if (known === undefined || compareCounters(record, known) <= 0) return;
  const isSameStart =
    known.resetCount === record.resetCount && known.restartCount === record.restartCount;
  const kept = isSameStart
    ? {
        identityKey: known.identityKey ?? record.identityKey,
        hostName: known.hostName ?? record.hostName,
      }
    : {};
  await queries
    .update(tpmRecords)
    .set({ ...record, ...kept, lastSeenAt: at })
    .where(isRow);
}

async function forgetOldKeys(queries: Queries, ekHash: string): Promise<void> {
  const surplus = queries
    .select({ name: tpmRecords.attestationKeyName })
    .from(tpmRecords)
    .where(eq(tpmRecords.ekHash, ekHash))
    .orderBy(desc(tpmRecords.lastSeenAt))
    .offset(keptKeys);
  await queries
    .delete(tpmRecords)
    .where(and(eq(tpmRecords.ekHash, ekHash), inArray(tpmRecords.attestationKeyName, surplus)));
}

/** An administrator lets the TPM start anew: answers under way hold it against its past no more. */
export const forgetRecords = async (queries: Queries, ekHash: string): Promise<void> => {
  await queries.delete(challenges).where(eq(challenges.ekHash, ekHash));
  await queries.delete(tpmRecords).where(eq(tpmRecords.ekHash, ekHash));
};
