import { type FeedEntry, feedEntry } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { asc, gt, lte, sql } from 'drizzle-orm';
import { lock, type Queries } from './queries.ts';

const { feedEntries } = hgsSchema;

/** Channel of LISTEN/NOTIFY on which new entries are announced. */
export const feedChannel = 'hgs_feed';

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
export type NewFeedEntry = Without<FeedEntry, 'sequence' | 'at'>;

/** Entries kept: a reader further behind starts over from the lists. */
const kept = 100_000;

/**
 * Appends entries at the end of a transaction. Numbers are given out under a lock that is held until the
 * commit, so that a reader never sees a number before a smaller one.
 */
export async function appendToFeed(
  queries: Queries,
  at: Date,
  entries: readonly NewFeedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await lock(queries, 'feed');
  const last = await lastSequence(queries);
  await queries
    .insert(feedEntries)
    .values(entries.map((body, index) => ({ sequence: last + 1 + index, at, body })));
  if (Math.floor(last / 1000) !== Math.floor((last + entries.length) / 1000))
    await queries.delete(feedEntries).where(lte(feedEntries.sequence, last - kept));
  await queries.execute(sql`select pg_notify(${feedChannel}, ${String(last + entries.length)})`);
}

export async function lastSequence(queries: Queries): Promise<number> {
  const [row] = await queries
    .select({ last: sql<string | null>`max(${feedEntries.sequence})` })
    .from(feedEntries);
  return Number(row?.last ?? 0);
}

export async function readFeed(
  queries: Queries,
  after: number,
  limit: number,
): Promise<{ readonly entries: FeedEntry[]; readonly last: number; readonly oldest: number }> {
  const rows = await queries
    .select()
    .from(feedEntries)
    .where(gt(feedEntries.sequence, after))
    .orderBy(asc(feedEntries.sequence))
    .limit(limit);
  const [range] = await queries
    .select({
      last: sql<string | null>`max(${feedEntries.sequence})`,
      oldest: sql<string | null>`min(${feedEntries.sequence})`,
    })
    .from(feedEntries);
  return {
    entries: rows.map(({ sequence, at, body }) =>
      feedEntry.parse({ ...Object(body), sequence, at: at.toISOString() }),
    ),
    last: Number(range?.last ?? 0),
    oldest: Number(range?.oldest ?? 0),
  };
}
