import { quotedBank } from '@gatehouse/attestation';
import { MalformedError } from '@gatehouse/bytes';
import { hgsSchema } from '@gatehouse/database';
import {
  bootFingerprint,
  bootSetOf,
  parseEventLog,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';
import { and, asc, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Queries } from './queries.ts';

const { eventLogs, tpmHosts, verdicts, waitingHosts } = hgsSchema;

/** What a host booted last. */
export interface LastBoot {
  readonly hostName: string;
  readonly ekHash: string;
  readonly at: Date;
  /** SHA-256 of the log. */
  readonly eventLog: string;
  /** By a quote of its authorised TPM; else a waiting host claims it. */
  readonly proven: boolean;
  /** Baseline that the verdict named. */
  readonly baseline: string | null;
  /** `bootFingerprint`; hosts with the same one match the same baselines. */
  readonly fingerprint: string;
}

export interface LastBoots {
  readonly boots: readonly LastBoot[];
  /** Authorised hosts that have proven no boot that a baseline could match. */
  readonly without: readonly { readonly hostName: string; readonly ekHash: string }[];
}

/** Where no host can match the log: it cannot be read, or measures nothing in the quoted bank. */
const noFingerprint = '';

/** The last proven boot of every authorised host, by name; with `waiting` also what waiting hosts claim. */
export async function readLastBoots(
  queries: Queries,
  { waiting = false }: { readonly waiting?: boolean } = {},
): Promise<LastBoots> {
  const rows = [...(await provenRows(queries)), ...(waiting ? await claimedRows(queries) : [])];
  const missing = rows.flatMap(({ eventLog, fingerprint }) =>
    eventLog !== null && fingerprint === null ? eventLog : [],
  );
  const computed = await fingerprint(queries, new Set(missing));
  const boots: LastBoot[] = [];
  const without: { hostName: string; ekHash: string }[] = [];
  for (const { hostName, ekHash, at, eventLog, proven, baseline, ...row } of rows) {
    const found = row.fingerprint ?? computed.get(eventLog ?? '') ?? noFingerprint;
    if (at === null || eventLog === null || found === noFingerprint)
      without.push({ hostName, ekHash });
    else boots.push({ hostName, ekHash, at, eventLog, proven, baseline, fingerprint: found });
  }
  return { boots, without };
}

async function provenRows(queries: Queries) {
  const last = queries
    .select({ at: verdicts.at, eventLog: verdicts.eventLog, baseline: verdicts.baseline })
    .from(verdicts)
    .where(and(eq(verdicts.ekHash, tpmHosts.ekHash), eq(verdicts.isLogProven, true)))
    .orderBy(desc(verdicts.at))
    .limit(1)
    .as('last');
  const rows = await queries
    .select({
      hostName: tpmHosts.name,
      ekHash: tpmHosts.ekHash,
      at: last.at,
      eventLog: last.eventLog,
      baseline: last.baseline,
      fingerprint: eventLogs.bootSet,
    })
    .from(tpmHosts)
    .leftJoinLateral(last, sql`true`)
    .leftJoin(eventLogs, eq(eventLogs.digest, last.eventLog))
    .orderBy(asc(tpmHosts.name));
  return rows.map((row) => ({ ...row, proven: true }));
}

async function claimedRows(queries: Queries) {
  const rows = await queries
    .select({
      hostName: waitingHosts.claimedName,
      ekHash: waitingHosts.ekHash,
      at: waitingHosts.lastSeenAt,
      eventLog: waitingHosts.eventLog,
      fingerprint: eventLogs.bootSet,
    })
    .from(waitingHosts)
    .leftJoin(eventLogs, eq(eventLogs.digest, waitingHosts.eventLog))
    .where(isNotNull(waitingHosts.eventLog))
    .orderBy(asc(waitingHosts.claimedName));
  return rows.map((row) => ({ ...row, proven: false, baseline: null }));
}

/** Logs are read in portions: one may have megabytes. */
const portion = 32;

/** Computes fingerprints that nobody has asked for yet, and keeps them: a log never changes. */
async function fingerprint(
  queries: Queries,
  digests: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await eachLog(queries, [...digests], async (logs) => {
    const values = logs.map(({ digest, log }) => {
      const set = log === null ? null : bootSetOf(log, quotedBank);
      const print = set === null || set.entries.length === 0 ? noFingerprint : bootFingerprint(set);
      found.set(digest, print);
      return sql`(${digest}, ${print})`;
    });
    await queries.execute(sql`
      update ${eventLogs} set boot_set = computed.boot_set
      from (values ${sql.join(values, sql`, `)}) as computed (digest, boot_set)
      where ${eventLogs.digest} = computed.digest`);
  });
  return found;
}

interface ReadLog {
  readonly digest: string;
  /** Null for one that cannot be read. */
  readonly log: UnprovenEventLog | null;
}

/** Hands on stored logs, some at a time. Nothing in them is proven. */
async function eachLog(
  queries: Queries,
  digests: readonly string[],
  use: (logs: readonly ReadLog[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < digests.length; at += portion) {
    const rows = await queries
      .select({ digest: eventLogs.digest, content: eventLogs.content })
      .from(eventLogs)
      .where(inArray(eventLogs.digest, digests.slice(at, at + portion)));
    if (rows.length > 0)
      await use(rows.map(({ digest, content }) => ({ digest, log: readable(content) })));
  }
}

export function readable(content: Uint8Array): UnprovenEventLog | null {
  try {
    return parseEventLog(content);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/** The hosts of one kind of boot. */
export interface BootKind<T> {
  readonly fingerprint: string;
  /** A log of one of them: a proven one if there is any. */
  readonly eventLog: string;
  readonly hosts: readonly LastBoot[];
  readonly found: T;
}

/** Looks once at each kind of boot, however many hosts have it; in the order of their first host. */
export async function eachBootKind<T>(
  queries: Queries,
  boots: readonly LastBoot[],
  look: (log: UnprovenEventLog) => T,
): Promise<readonly BootKind<T>[]> {
  const kinds = new Map<string, LastBoot[]>();
  for (const boot of boots) {
    const kind = kinds.get(boot.fingerprint);
    if (kind === undefined) kinds.set(boot.fingerprint, [boot]);
    else kind.push(boot);
  }
  const samples = new Map(
    [...kinds.values()].map((hosts) => [
      (hosts.find(({ proven }) => proven) ?? hosts[0])?.eventLog ?? '',
      hosts,
    ]),
  );
  const found = new Map<string, T>();
  await eachLog(queries, [...samples.keys()], async (logs) => {
    for (const { digest, log } of logs) if (log !== null) found.set(digest, look(log));
  });
  return [...samples].flatMap(([eventLog, hosts]) => {
    const [first] = hosts;
    const value = found.get(eventLog);
    if (first === undefined || value === undefined) return [];
    return [{ fingerprint: first.fingerprint, eventLog, hosts, found: value }];
  });
}
