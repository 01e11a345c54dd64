import type { EarlierLog } from '@gatehouse/attestation';
import { verdict as publishedVerdict, type Verdict } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { appendToFeed, type NewFeedEntry } from './feed-store.ts';
import type { Queries } from './queries.ts';

const { eventLogs, verdicts } = hgsSchema;

/** Verdicts about TPMs that are not authorised: anybody can cause them, so few are kept. */
const keptUnauthorized = 2000;

/** Writes a verdict to the log and tells the readers. Last in its transaction: it takes the feed's lock. */
export async function recordVerdict(
  queries: Queries,
  verdict: Verdict,
  ...more: readonly NewFeedEntry[]
): Promise<void> {
  const at = new Date(verdict.at);
  await queries.insert(verdicts).values({
    id: verdict.id,
    at,
    ekHash: verdict.ekHash,
    hostName: verdict.hostName,
    authorized: verdict.authorized,
    status: verdict.status,
    eventLog: verdict.eventLog,
    body: verdict,
  });
  if (!verdict.authorized) await forgetUnauthorized(queries);
  await appendToFeed(queries, at, [...more, { kind: 'verdict', verdict }]);
}

async function forgetUnauthorized(queries: Queries): Promise<void> {
  const surplus = queries
    .select({ id: verdicts.id })
    .from(verdicts)
    .where(eq(verdicts.authorized, false))
    .orderBy(desc(verdicts.at))
    .offset(keptUnauthorized);
  await queries.delete(verdicts).where(inArray(verdicts.id, surplus));
}

/** The last log that a quote of a TPM proved, if it is still kept: what the TPM usually measures. */
export async function lastProvenLog(queries: Queries, ekHash: string): Promise<EarlierLog | null> {
  const [row] = await queries
    .select({ body: verdicts.body, content: eventLogs.content })
    .from(verdicts)
    .innerJoin(eventLogs, eq(eventLogs.digest, verdicts.eventLog))
    .where(and(eq(verdicts.ekHash, ekHash), eq(verdicts.isLogProven, true)))
    .orderBy(desc(verdicts.at))
    .limit(1);
  const tpm = row === undefined ? null : publishedVerdict.parse(row.body).tpm;
  return row === undefined || tpm === null ? null : { ...tpm, eventLog: row.content };
}

/** How many passed and were refused since an instant. */
export async function countVerdicts(
  queries: Queries,
  since: Date,
): Promise<{ readonly passed: number; readonly refused: number }> {
  const [row] = await queries
    .select({
      passed: sql<string>`count(*) filter (where ${verdicts.status} = 'Passed')`,
      refused: sql<string>`count(*) filter (where ${verdicts.status} <> 'Passed')`,
    })
    .from(verdicts)
    .where(sql`${verdicts.at} >= ${since.toISOString()}`);
  return { passed: Number(row?.passed ?? 0), refused: Number(row?.refused ?? 0) };
}

/** Verdicts older than this are forgotten once a day: the audit of trust is kept elsewhere, for good. */
const keptDays = 90;
export const forgetOldVerdicts = async (queries: Queries, now: Date): Promise<void> => {
  const limit = new Date(now.getTime() - keptDays * 86_400_000);
  await queries.delete(verdicts).where(and(lt(verdicts.at, limit)));
};
