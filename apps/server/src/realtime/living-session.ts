import { type Database, serverSchema } from '@gatehouse/database';
import { and, eq, gt } from 'drizzle-orm';

const { sessions } = serverSchema;
/** As long as the sessions of the HTTP interface: looking must not keep them alive. */
const idleSession = 60 * 60_000;

/** Whether a user has a session that lives, without using it. */
export const livingSessionOf =
  (db: Database, clock: () => Date) =>
  async (userId: string): Promise<boolean> => {
    const now = clock();
    const living = and(
      eq(sessions.userId, userId),
      gt(sessions.expiresAt, now),
      gt(sessions.lastSeenAt, new Date(now.getTime() - idleSession)),
    );
    const rows = await db.select({ id: sessions.userId }).from(sessions).where(living).limit(1);
    return rows.length > 0;
  };
