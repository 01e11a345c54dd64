import { accountSchema, type Database } from '@gatehouse/database';
import { eq, inArray, lte, sql } from 'drizzle-orm';
import { ProblemError } from '../problem-error.ts';

const { signInThrottles } = accountSchema;

interface Limit {
  /** Attempts in a window that cost nothing. */
  readonly free: number;
  /** Wait after the next failure; doubles with each further one. */
  readonly firstWait: number;
  readonly longestWait: number;
  readonly window: number;
}

/** Milliseconds. A user's wait stays short: anybody can make somebody else's attempts fail. */
const limits = {
  address: { free: 20, firstWait: 5_000, longestWait: 900_000, window: 900_000 },
  user: { free: 5, firstWait: 1_000, longestWait: 60_000, window: 900_000 },
} as const satisfies Record<string, Limit>;

/** How long the n-th failure in a window blocks. */
export const waitAfter = (failures: number, limit: Limit): number =>
  failures <= limit.free
    ? 0
    : Math.min(limit.longestWait, limit.firstWait * 2 ** Math.min(failures - limit.free - 1, 30));

export interface SignInAttempt {
  /** The password was right: the attempt does not count. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt before the password is looked at, so that parallel ones count too. Throws
 * `too-many-requests` while the address or the user has to wait. Kept in the database: a restart
 * forgives nobody, and replicas count together.
 */
export const beginAttempt = async (
  db: Database,
  at: Date,
  who: { readonly address: string; readonly username: string },
): Promise<SignInAttempt> => {
  const keys = [
    { key: `address:${who.address}`, limit: limits.address },
    { key: `user:${who.username}`, limit: limits.user },
  ];
  const blocked = await blockedUntil(
    db,
    at,
    keys.map(({ key }) => key),
  );
  if (blocked) {
    const seconds = Math.ceil((blocked.getTime() - at.getTime()) / 1000);
    throw new ProblemError(
      'too-many-requests',
      `Too many failed attempts to sign in; the next is possible in ${seconds} s.`,
      'Wait that long, then try again.',
      undefined,
      { retryAfter: seconds },
    );
  }
  await db.delete(signInThrottles).where(lte(signInThrottles.forgetAt, at));
  for (const { key, limit } of keys) await count(db, at, key, limit);
  return {
    succeeded: async () => {
      await db.delete(signInThrottles).where(eq(signInThrottles.key, `user:${who.username}`));
      // Only this attempt is taken back: a valid account must not wash an address clean.
      await db
        .update(signInThrottles)
        .set({ failures: sql`greatest(${signInThrottles.failures} - 1, 0)` })
        .where(eq(signInThrottles.key, `address:${who.address}`));
    },
  };
};

const blockedUntil = async (db: Database, at: Date, keys: readonly string[]) => {
  const rows = await db
    .select({ until: signInThrottles.blockedUntil })
    .from(signInThrottles)
    .where(inArray(signInThrottles.key, [...keys]));
  const latest = Math.max(0, ...rows.map(({ until }) => until.getTime()));
  return latest > at.getTime() ? new Date(latest) : null;
};

const count = async (db: Database, at: Date, key: string, limit: Limit) => {
  const forgetAt = new Date(at.getTime() + limit.window);
  const [row] = await db
    .insert(signInThrottles)
    .values({ key, failures: 1, blockedUntil: at, forgetAt })
    .onConflictDoUpdate({
      target: signInThrottles.key,
      set: {
        failures: sql`${signInThrottles.failures} + 1`,
        forgetAt,
      },
    })
    .returning({ failures: signInThrottles.failures });
  const wait = waitAfter(row?.failures ?? 0, limit);
  if (wait === 0) return;
  await db
    .update(signInThrottles)
    .set({ blockedUntil: new Date(at.getTime() + wait) })
    .where(eq(signInThrottles.key, key));
};
