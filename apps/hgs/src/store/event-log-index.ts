import {
  attestationStatus,
  type StoredEventLog,
  type Verdict,
  verdict,
} from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Queries } from './queries.ts';

const { baselines, eventLogs, verdicts, waitingHosts } = hgsSchema;

/** Senders that are told of one log; an identical fleet has thousands. */
const toldSenders = 20;
const mostSenders = 1000;

interface Page {
  readonly limit: number;
  readonly offset: number;
  /** In the name of a baseline or host, or the beginning of the digest. */
  readonly text?: string | undefined;
}

/** Stored logs and who has them, the latest first. */
export async function listStoredLogs(
  queries: Queries,
  { limit, offset, text }: Page,
): Promise<{ readonly items: StoredEventLog[]; readonly total: number }> {
  const where = text === undefined || text.trim() === '' ? undefined : named(text.trim());
  const rows = await queries
    .select({ digest: eventLogs.digest, total: sql<string>`count(*) over ()` })
    .from(eventLogs)
    .where(where)
    .orderBy(desc(eventLogs.addedAt), eventLogs.digest)
    .limit(limit)
    .offset(offset);
  const items = await describeLogs(
    queries,
    rows.map(({ digest }) => digest),
  );
  return { items, total: Number(rows[0]?.total ?? 0) };
}

/** One stored log and who has it; null if it is not stored. */
export async function storedLogOf(
  queries: Queries,
  digest: string,
): Promise<StoredEventLog | null> {
  const [found] = await describeLogs(queries, [digest]);
  return found ?? null;
}

function named(text: string): SQL {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(starts_with(${eventLogs.digest}, ${text.toLowerCase()})
    or exists (select 1 from ${baselines} where ${baselines.eventLog} = ${eventLogs.digest} and ${baselines.name} ilike ${like})
    or exists (select 1 from ${waitingHosts} where ${waitingHosts.eventLog} = ${eventLogs.digest} and ${waitingHosts.claimedName} ilike ${like})
    or exists (select 1 from ${verdicts} where ${verdicts.eventLog} = ${eventLogs.digest} and ${verdicts.hostName} ilike ${like}))`;
}

async function describeLogs(
  queries: Queries,
  digests: readonly string[],
): Promise<StoredEventLog[]> {
  if (digests.length === 0) return [];
  const rows = await queries
    .select({
      digest: eventLogs.digest,
      addedAt: eventLogs.addedAt,
      size: sql<number>`octet_length(${eventLogs.content})`,
    })
    .from(eventLogs)
    .where(inArray(eventLogs.digest, [...digests]));
  const made = await queries
    .select({ log: baselines.eventLog, name: baselines.name })
    .from(baselines)
    .where(inArray(baselines.eventLog, [...digests]))
    .orderBy(baselines.name);
  const claimed = await queries
    .select({ log: waitingHosts.eventLog, name: waitingHosts.claimedName })
    .from(waitingHosts)
    .where(inArray(waitingHosts.eventLog, [...digests]))
    .orderBy(waitingHosts.claimedName);
  const sent = await sendersOf(queries, digests);
  const [madeBy, claimedBy] = [byLog(made), byLog(claimed)];
  const byDigest = new Map(rows.map((row) => [row.digest, row]));
  return digests.flatMap((digest) => {
    const row = byDigest.get(digest);
    if (row === undefined) return [];
    return {
      digest,
      addedAt: row.addedAt.toISOString(),
      size: row.size,
      baselines: (madeBy.get(digest) ?? []).map(({ name }) => name),
      waiting: (claimedBy.get(digest) ?? []).map(({ name }) => name),
      senders: (sent.get(digest) ?? [])
        .slice(0, toldSenders)
        .map(({ log: _, at, status, ...sender }) => ({
          ...sender,
          at: at.toISOString(),
          status: attestationStatus.parse(status),
        })),
    };
  });
}

function byLog<T extends { readonly log: string | null }>(
  rows: readonly T[],
): ReadonlyMap<string | null, readonly T[]> {
  const logs = new Map<string | null, T[]>();
  for (const row of rows) {
    const known = logs.get(row.log);
    if (known === undefined) logs.set(row.log, [row]);
    else known.push(row);
  }
  return logs;
}

/** The last attestation of each TPM that sent one of the logs, the latest first. */
async function sendersOf(queries: Queries, digests: readonly string[]) {
  const last = queries
    .selectDistinctOn([verdicts.eventLog, verdicts.ekHash], {
      id: verdicts.id,
      at: verdicts.at,
      ekHash: verdicts.ekHash,
      hostName: verdicts.hostName,
      status: verdicts.status,
      log: verdicts.eventLog,
    })
    .from(verdicts)
    .where(inArray(verdicts.eventLog, [...digests]))
    .orderBy(verdicts.eventLog, verdicts.ekHash, desc(verdicts.at))
    .as('last');
  return byLog(await queries.select().from(last).orderBy(desc(last.at)).limit(mostSenders));
}

/** One decision; null if it is not kept. */
export async function readVerdict(queries: Queries, id: string): Promise<Verdict | null> {
  const [row] = await queries
    .select({ body: verdicts.body })
    .from(verdicts)
    .where(eq(verdicts.id, id));
  return row === undefined ? null : verdict.parse(row.body);
}
