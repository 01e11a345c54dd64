import { randomUUID } from 'node:crypto';
import { historyChecks, identityKeyDigest, type Verdict } from '@gatehouse/attestation';
import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import type { Explanation } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import type { EvidenceBlobs, ResultType } from '@gatehouse/hgs-protocol';
import { and, eq, isNull } from 'drizzle-orm';
import { keepEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { readAlarm } from '../store/tpm-alarm.ts';
import { rememberQuote } from '../store/tpm-record-store.ts';
import { recordVerdict } from '../store/verdict-store.ts';
import { publishedVerdict } from './published-verdict.ts';

const { auditEntries, baselines, tpmHosts } = hgsSchema;

/** An authorised TPM. */
export type KnownTpm = typeof tpmHosts.$inferSelect;

/** Health certificates that were issued; none when refused. */
export type Certified = readonly {
  readonly type: ResultType;
  readonly certificate: Uint8Array;
  readonly notAfter: Date;
}[];

interface Outcome {
  readonly blobs: EvidenceBlobs;
  readonly tpm: KnownTpm;
  readonly verdict: Verdict;
  readonly certified: Certified;
  readonly at: Date;
}

/** Writes down what came of an answer, all of it or nothing: the caller holds the transaction. */
export async function recordOutcome(queries: Queries, outcome: Outcome): Promise<void> {
  const { blobs, tpm, verdict, certified, at } = outcome;
  const [first] = certified;
  const id = randomUUID();
  const eventLog =
    blobs.eventLog === undefined ? null : await keepEventLog(queries, blobs.eventLog);
  await queries.update(tpmHosts).set({ lastAttestedAt: at }).where(eq(tpmHosts.id, tpm.id));
  if (verdict.baseline !== null)
    await queries
      .update(baselines)
      .set({ lastMatchedAt: at })
      .where(eq(baselines.name, verdict.baseline));
  const alarm = await holdAgainstPast(queries, outcome, id);
  await recordVerdict(
    queries,
    publishedVerdict(verdict, {
      id,
      at,
      ekHash: tpm.ekHash,
      hostName: tpm.name,
      authorized: true,
      alarm,
      eventLog,
      certificate:
        first === undefined
          ? null
          : { thumbprint: toHex(hash('sha256', first.certificate)), notAfter: first.notAfter },
    }),
  );
}

/**
 * Remembers what a proven quote says of its TPM, or raises the alarm where it contradicts what the TPM
 * said before; such a quote leaves no trace in what is remembered. Returns the alarm that is open.
 */
async function holdAgainstPast(
  queries: Queries,
  { tpm, verdict, blobs, at }: Outcome,
  verdictId: string,
): Promise<Explanation | null> {
  const open = readAlarm(tpm.alarm)?.explanation ?? null;
  if (verdict.tpm === null) return open;
  const contradiction = verdict.checks.find(
    (check) => check.explanation !== null && historyChecks.includes(check.id),
  );
  if (contradiction?.explanation) {
    const { explanation } = contradiction;
    await raiseAlarm(queries, tpm, { at: at.toISOString(), verdict: verdictId, explanation });
    return open ?? explanation;
  }
  const { safe: _, firmwareVersion: _firmware, ...counters } = verdict.tpm;
  const key = verdict.facts?.vsmIdk ?? null;
  const identityKey = key === null ? null : identityKeyDigest(key);
  const record = { ...counters, identityKey, hostName: blobs.hostName ?? null };
  await rememberQuote(queries, tpm.ekHash, record, at);
  return open;
}

/** The first contradiction is the alarm, until an administrator settles it; it is audited once. */
async function raiseAlarm(
  queries: Queries,
  tpm: KnownTpm,
  alarm: NonNullable<ReturnType<typeof readAlarm>>,
): Promise<void> {
  const raised = await queries
    .update(tpmHosts)
    .set({ alarm })
    .where(and(eq(tpmHosts.id, tpm.id), isNull(tpmHosts.alarm)))
    .returning({ id: tpmHosts.id });
  if (raised.length === 0) return;
  await queries.insert(auditEntries).values({
    at: new Date(alarm.at),
    actor: 'HGS',
    action: `tpm-alarm.${alarm.explanation.cause}`,
    object: tpm.name,
    outcome: 'refused',
  });
}
