import type { FeedEntry } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { eq } from 'drizzle-orm';
import { standingOf } from './standing-of.ts';

const { feedPositions, tpmStandings, verdicts } = serverSchema;

/** Up to where the feed has been read, and what it told. */
export interface FeedStore {
  position(source: string): Promise<number>;
  /** Keeps entries and the position in one transaction; entries that are kept already do no harm. */
  save(source: string, entries: readonly FeedEntry[], sequence: number): Promise<void>;
}

export const createFeedStore = (db: Database): FeedStore => ({
  position: async (source) => {
    const [row] = await db.select().from(feedPositions).where(eq(feedPositions.source, source));
    return row?.sequence ?? 0;
  },
  save: (source, entries, sequence) =>
    db.transaction(async (tx) => {
      const told = entries.flatMap((entry) => (entry.kind === 'verdict' ? [entry.verdict] : []));
      if (told.length > 0) {
        await tx
          .insert(verdicts)
          .values(
            told.map((body) => ({
              id: body.id,
              at: new Date(body.at),
              ekHash: body.ekHash,
              hostName: body.hostName,
              status: body.status,
              body,
            })),
          )
          .onConflictDoNothing();
      }
      for (const standing of entries.flatMap((entry) => standingOf(entry) ?? [])) {
        if (standing.standing !== 'waiting') {
          await tx.delete(tpmStandings).where(eq(tpmStandings.ekHash, standing.ekHash));
        }
        const row = { ...standing, name: standing.name.toLowerCase(), at: new Date(standing.at) };
        await tx
          .insert(tpmStandings)
          .values(row)
          .onConflictDoUpdate({ target: [tpmStandings.name, tpmStandings.ekHash], set: row });
      }
      const lastKind = entries.at(-1)?.kind ?? null;
      await tx
        .insert(feedPositions)
        .values({ source, sequence, lastKind })
        .onConflictDoUpdate({ target: feedPositions.source, set: { sequence, lastKind } });
    }),
});
