import { accountSchema, type Database } from '@gatehouse/database';
import { and, eq, gt, lt, lte, or } from 'drizzle-orm';
import type { Actor } from '../handler.ts';
import type { CurrentSession, StartedSession } from './accounts.ts';
import { csrfTokenOf, newToken, tokenHashOf } from './session-token.ts';

const { sessions, users } = accountSchema;

const minutes = 60_000;
/** NIST SP 800-63B §2.2.3 (AAL2): 12 h at most, 30 to 60 minutes of idleness. */
const absoluteLife = 12 * 60 * minutes;
const idleLife = 60 * minutes;
/** How stale `last_seen_at` may be: a write per minute and session, not per request. */
const touchAfter = minutes;

/** Starts a session; the token leaves this function and is stored only as its hash. */
export const startSession = async (
  db: Database,
  at: Date,
  actor: Actor,
  { token = newToken(), life = absoluteLife } = {},
): Promise<StartedSession> => {
  await db
    .delete(sessions)
    .where(
      or(lte(sessions.expiresAt, at), lt(sessions.lastSeenAt, new Date(at.getTime() - idleLife))),
    );
  const expiresAt = new Date(at.getTime() + life);
  const times = { createdAt: at, lastSeenAt: at, expiresAt };
  await db
    .insert(sessions)
    .values({ tokenHash: tokenHashOf(token), userId: actor.id, ...times })
    .onConflictDoUpdate({ target: sessions.tokenHash, set: { userId: actor.id, ...times } });
  return { token, csrfToken: csrfTokenOf(token), expiresAt, actor };
};

/** The living session of a token; notes that it was used. */
export const readSession = async (
  db: Database,
  at: Date,
  token: string,
): Promise<CurrentSession | null> => {
  const tokenHash = tokenHashOf(token);
  const [row] = await db
    .select({
      id: users.id,
      username: users.username,
      role: users.role,
      expiresAt: sessions.expiresAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        gt(sessions.expiresAt, at),
        gt(sessions.lastSeenAt, new Date(at.getTime() - idleLife)),
      ),
    );
  if (!row) return null;
  if (at.getTime() - row.lastSeenAt.getTime() > touchAfter) {
    await db.update(sessions).set({ lastSeenAt: at }).where(eq(sessions.tokenHash, tokenHash));
  }
  return {
    csrfToken: csrfTokenOf(token),
    expiresAt: row.expiresAt,
    actor: { id: row.id, username: row.username, role: row.role },
  };
};

export const endSession = async (db: Database, token: string): Promise<void> => {
  await db.delete(sessions).where(eq(sessions.tokenHash, tokenHashOf(token)));
};
