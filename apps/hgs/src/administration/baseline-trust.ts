import { quotedBank } from '@gatehouse/attestation';
import type { HashName } from '@gatehouse/bytes/crypto';
import type { BootSource } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import {
  type Baseline as BootBaseline,
  baselineOf,
  parseEventLog,
  relaxablePcrs,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';
import { and, desc, eq } from 'drizzle-orm';
import { baselineContent } from '../store/baseline-content.ts';
import { keepEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { notFound, readingFile } from './problems.ts';

const { baselines, verdicts, waitingHosts } = hgsSchema;
export type BaselineRow = typeof baselines.$inferSelect;

export const logRemedy =
  'Give a TCG log as Get-HgsAttestationBaselinePolicy or Windows (MeasuredBoot) writes it.';

/** Whether a host can match it: hosts quote one bank, and a baseline that fixes nothing says nothing. */
export const isUsable = ({ bank, entries }: Pick<BootBaseline, 'bank' | 'entries'>): boolean =>
  bank === quotedBank && entries.length > 0;

export const unusable = (name: string): ProblemError =>
  new ProblemError(
    'conflict',
    `No host can match ${name}: its log fixes nothing in the ${quotedBank} bank, which hosts quote.`,
    `Use a log of a TPM 2.0 with an active ${quotedBank} bank; this one stays for looking at.`,
  );

/** The bank that hosts quote, else any that fixes something, so that the log can be looked at. */
export function contentOf(log: UnprovenEventLog, ignores: readonly number[]): BootBaseline {
  const banks: readonly HashName[] = [quotedBank, 'sha384', 'sha512', 'sha1'];
  const candidates = banks.map((bank) => baselineOf(log, bank, ignores));
  return candidates.find(isFixing) ?? baselineOf(log, quotedBank, ignores);
}

const isFixing = ({ entries }: BootBaseline): boolean => entries.length > 0;

/** What can be said about a baseline beside its log. */
export interface BaselineAbout {
  readonly owner: string;
  readonly note: string;
  readonly ignores: readonly number[];
  readonly ignoresReason: string;
  readonly supersedes: string | null;
}
export const plain: BaselineAbout = {
  owner: '',
  note: '',
  ignores: [],
  ignoresReason: '',
  supersedes: null,
};

export interface NewBaseline {
  readonly name: string;
  readonly content: Uint8Array;
  readonly source: BootSource;
  readonly about: BaselineAbout;
  /** False for one that only a rollout will trust. */
  readonly enabled: boolean;
  readonly at: Date;
  readonly by: string;
}

/**
 * Keeps the boot of a log, trusted if `enabled`; the caller counts the change of trust in the same
 * transaction. A log that no host can match (SHA-1 only, or without boot events) is kept disabled.
 */
export async function addBaseline(queries: Queries, input: NewBaseline): Promise<BaselineRow> {
  const { about, source } = input;
  const ignores = requireRelaxable(about);
  const log = readingFile('TCG log', logRemedy, () => parseEventLog(input.content));
  const content = contentOf(log, ignores);
  const former =
    about.supersedes === null ? null : await requireBaseline(queries, about.supersedes);
  const [row] = await queries
    .insert(baselines)
    .values({
      name: input.name,
      eventLog: await keepEventLog(queries, input.content),
      eventCount: log.events.length,
      banks: [...log.banks],
      content,
      fixedEvents: content.entries.length,
      enabled: input.enabled && isUsable(content),
      addedAt: input.at,
      addedBy: input.by,
      version: (former?.version ?? 0) + 1,
      supersedes: former?.id ?? null,
      owner: about.owner,
      note: about.note,
      source: source.kind,
      sourceHost: source.host,
      ignores: [...ignores],
      ignoresReason: about.ignoresReason,
    })
    .returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

/** PCRs to leave out, each once and in order; only those that may be, and with a reason. */
function requireRelaxable({ ignores, ignoresReason }: BaselineAbout): readonly number[] {
  const locked = ignores.filter((pcr) => !relaxablePcrs.includes(pcr));
  if (locked.length > 0)
    throw new ProblemError(
      'invalid-request',
      `A baseline cannot leave out PCR ${locked.join(', ')}: nothing else would vouch for what it measures.`,
      `Only PCR ${relaxablePcrs.join(' and ')} may be left out.`,
      [{ path: 'body.ignores', message: 'a locked PCR' }],
    );
  if (ignores.length > 0 && ignoresReason === '')
    throw new ProblemError(
      'invalid-request',
      'PCRs are left out without a reason.',
      'Say why; it is kept with the baseline.',
      [{ path: 'body.ignoresReason', message: 'is wanted where PCRs are left out' }],
    );
  return [...new Set(ignores)].sort((a, b) => a - b);
}

export async function requireBaseline(queries: Queries, id: string): Promise<BaselineRow> {
  const [row] = await queries.select().from(baselines).where(eq(baselines.id, id));
  if (row === undefined) throw notFound('baseline');
  return row;
}

/** Trusts a baseline or retires it; the caller counts the change of trust in the same transaction. */
export async function setTrusted(
  queries: Queries,
  id: string,
  change:
    | { readonly enabled: true }
    | { readonly enabled: false; readonly at: Date; readonly by: string; readonly reason: string },
): Promise<BaselineRow> {
  const retired = change.enabled
    ? { retiredAt: null, retiredBy: null, retiredReason: null }
    : { retiredAt: change.at, retiredBy: change.by, retiredReason: change.reason };
  const [row] = await queries
    .update(baselines)
    .set({ enabled: change.enabled, ...retired })
    .where(eq(baselines.id, id))
    .returning();
  if (row === undefined) throw notFound('baseline');
  if (row.enabled && !isUsable(baselineContent.parse(row.content))) throw unusable(row.name);
  return row;
}

/** Where a stored log comes from: proven by an authorised TPM, if it ever was. */
export async function sourceOf(queries: Queries, digest: string): Promise<BootSource> {
  const [proven] = await queries
    .select({ host: verdicts.hostName })
    .from(verdicts)
    .where(and(eq(verdicts.eventLog, digest), eq(verdicts.isLogProven, true)))
    .orderBy(desc(verdicts.at))
    .limit(1);
  if (proven !== undefined) return { kind: 'proven', host: proven.host };
  const [claimed] = await queries
    .select({ host: waitingHosts.claimedName })
    .from(waitingHosts)
    .where(eq(waitingHosts.eventLog, digest))
    .limit(1);
  if (claimed !== undefined) return { kind: 'claimed', host: claimed.host };
  const [refused] = await queries
    .select({ host: verdicts.hostName })
    .from(verdicts)
    .where(eq(verdicts.eventLog, digest))
    .limit(1);
  if (refused !== undefined) return { kind: 'claimed', host: refused.host };
  const [known] = await queries
    .select({ kind: baselines.source, host: baselines.sourceHost })
    .from(baselines)
    .where(eq(baselines.eventLog, digest))
    .limit(1);
  return { kind: sourceKind(known?.kind), host: known?.host ?? null };
}

export const sourceKind = (kind: string | undefined): BootSource['kind'] =>
  kind === 'proven' || kind === 'claimed' ? kind : 'uploaded';
