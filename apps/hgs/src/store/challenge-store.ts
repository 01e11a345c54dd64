import type { Challenge } from '@gatehouse/attestation';
import { hgsSchema } from '@gatehouse/database';
import { eq, lt } from 'drizzle-orm';
import type { Queries } from './queries.ts';

const { challenges } = hgsSchema;

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
  const { ekHash, akPublic, secret, nonce } = row;
  return { ekHash, akPublic, secret, nonce };
}
