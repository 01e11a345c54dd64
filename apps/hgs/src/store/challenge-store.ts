import type { Challenge } from '@gatehouse/attestation';
import { hgsSchema } from '@gatehouse/database';
import { eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { Queries } from './queries.ts';

const { challenges } = hgsSchema;

/** Records as JSON, which has no numbers of 64 bits. */
const storedRecords = z.array(
  z.object({
    attestationKeyName: z.string(),
    inEndorsementHierarchy: z.boolean(),
    clock: z.string().transform(BigInt),
    resetCount: z.number(),
    restartCount: z.number(),
    identityKey: z.string().nullable(),
    hostName: z.string().nullable(),
  }),
);

/** A challenge is for one answer within this time. */
export const challengeMilliseconds = 2 * 60_000;

/** Keeps a challenge under its name, and forgets those that have expired. */
export async function openChallenge(
  queries: Queries,
  id: Uint8Array,
  challenge: Challenge,
  at: Date,
): Promise<void> {
  await queries.delete(challenges).where(lt(challenges.expiresAt, at));
  await queries.insert(challenges).values({
    id,
    ekHash: challenge.ekHash,
    akPublic: challenge.akPublic,
    secret: challenge.secret,
    nonce: challenge.nonce,
    known: challenge.known.map((record) => ({ ...record, clock: String(record.clock) })),
    expiresAt: new Date(at.getTime() + challengeMilliseconds),
  });
}

/**
 * The challenge of this name, taken away in the same statement: of two answers, on any replicas, one
 * finds it. Null when unknown, used or expired.
 */
export async function consumeChallenge(
  queries: Queries,
  id: Uint8Array,
  at: Date,
): Promise<Challenge | null> {
  const [row] = await queries.delete(challenges).where(eq(challenges.id, id)).returning();
  if (row === undefined || row.expiresAt < at) return null;
  const { ekHash, akPublic, secret, nonce, known } = row;
  return { ekHash, akPublic, secret, nonce, known: storedRecords.parse(known) };
}
