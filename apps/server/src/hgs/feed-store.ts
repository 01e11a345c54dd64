import type { FeedEntry, Verdict } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { eq, inArray } from 'drizzle-orm';
import type { TpmStanding } from '../fleet/hgs-knowledge.ts';
import type { Missed } from './read-missed.ts';
import { standingOf } from './standing-of.ts';

const { feedPositions, tpmStandings, verdicts } = serverSchema;

/** Up to where the feed has been read, and what it told. */
export interface FeedStore {
  position(source: string): Promise<number>;
  /** Keeps entries and the position in one transaction; entries that are kept already do no harm. */
  save(source: string, entries: readonly FeedEntry[], sequence: number): Promise<void>;
  /** Whether one of these verdicts is kept. */
  isAnyKnown(verdictIds: readonly string[]): Promise<boolean>;
  /**
   * Keeps what a gap in the feed left out. Returns the standings that are new: also of TPMs that hgs no
   * longer has, which were withdrawn in the meantime.
   */
  catchUp(missed: Missed): Promise<readonly TpmStanding[]>;
}

type Writes = Pick<Database, 'insert' | 'delete'>;

export const createFeedStore = (db: Database): FeedStore => ({
  position: async (source) => {
    const [row] = await db.select().from(feedPositions).where(eq(feedPositions.source, source));
    return row?.sequence ?? 0;
  },
  save: (source, entries, sequence) =>
    db.transaction(async (tx) => {
      await keepVerdicts(
        tx,
        entries.flatMap((entry) => (entry.kind === 'verdict' ? [entry.verdict] : [])),
      );
      for (const standing of entries.flatMap((entry) => standingOf(entry) ?? []))
        await keepStanding(tx, standing);
      const lastKind = entries.at(-1)?.kind ?? null;
      await tx
        .insert(feedPositions)
        .values({ source, sequence, lastKind })
        .onConflictDoUpdate({ target: feedPositions.source, set: { sequence, lastKind } });
    }),
  isAnyKnown: async (ids) => {
    if (ids.length === 0) return false;
    const known = await db
      .select({ id: verdicts.id })
      .from(verdicts)
      .where(inArray(verdicts.id, [...ids]))
      .limit(1);
    return known.length > 0;
  },
  catchUp: (missed) =>
    db.transaction(async (tx) => {
      await keepVerdicts(tx, missed.verdicts);
      const before = await tx.select().from(tpmStandings);
      const told = new Map(missed.standings.map((each) => [each.ekHash, each.standing]));
      const withdrawn = before
        .filter(({ ekHash, standing }) => standing === 'authorized' && !told.has(ekHash))
        .map((row): TpmStanding => ({ ...row, standing: 'withdrawn', at: row.at.toISOString() }));
      const fresh = missed.standings.filter(
        (each) => !before.some((row) => isSame(row, each) && row.standing === each.standing),
      );
      const changed = [...withdrawn, ...fresh];
      for (const standing of changed) await keepStanding(tx, standing);
      return changed;
    }),
});

const isSame = (
  row: { readonly name: string; readonly ekHash: string },
  standing: TpmStanding,
): boolean => row.ekHash === standing.ekHash && row.name === standing.name.toLowerCase();

/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const verdictsTogether = 1000;

async function keepVerdicts(tx: Writes, told: readonly Verdict[]): Promise<void> {
  for (let at = 0; at < told.length; at += verdictsTogether)
    await tx
      .insert(verdicts)
      .values(
        told.slice(at, at + verdictsTogether).map((body) => ({
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

async function keepStanding(tx: Writes, standing: TpmStanding): Promise<void> {
  if (standing.standing !== 'waiting')
    await tx.delete(tpmStandings).where(eq(tpmStandings.ekHash, standing.ekHash));
  const row = { ...standing, name: standing.name.toLowerCase(), at: new Date(standing.at) };
  await tx
    .insert(tpmStandings)
    .values(row)
    .onConflictDoUpdate({ target: [tpmStandings.name, tpmStandings.ekHash], set: row });
}
