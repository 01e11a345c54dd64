import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { hgsSchema } from '@gatehouse/database';
import { and, eq, notExists, sql } from 'drizzle-orm';
import type { Queries } from './queries.ts';

const { baselines, eventLogs, verdicts, waitingHosts } = hgsSchema;

export const digestOf = (content: Uint8Array): string => toHex(hash('sha256', content));

/** Keeps a log once, whoever sends it; returns its digest. */
export async function keepEventLog(queries: Queries, content: Uint8Array): Promise<string> {
  const digest = digestOf(content);
  const known = await queries
    .select({ digest: eventLogs.digest })
    .from(eventLogs)
    .where(eq(eventLogs.digest, digest));
  if (known.length === 0)
    await queries.insert(eventLogs).values({ digest, content }).onConflictDoNothing();
  return digest;
}

export async function readEventLog(queries: Queries, digest: string): Promise<Uint8Array | null> {
  const [row] = await queries.select().from(eventLogs).where(eq(eventLogs.digest, digest));
  return row?.content ?? null;
}

/** Forgets logs of waiting hosts that nothing refers to any more, once they are an hour old. */
export async function forgetOrphanedLogs(queries: Queries): Promise<void> {
  const unused = (table: typeof baselines | typeof verdicts | typeof waitingHosts) =>
    notExists(
      queries.select({ one: sql`1` }).from(table).where(eq(table.eventLog, eventLogs.digest)),
    );
  await queries
    .delete(eventLogs)
    .where(
      and(
        unused(baselines),
        unused(verdicts),
        unused(waitingHosts),
        sql`${eventLogs.addedAt} < now() - interval '1 hour'`,
      ),
    );
}
