import { equalBytes } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import type { ProvenEventLog, UnprovenEventLog } from './event-log.ts';
import type { LoggedEvent } from './logged-event.ts';
import { replayedValues } from './replay.ts';
import { replayRepairs } from './replay-repairs.ts';

/** What a verified quote says about PCRs. */
export interface QuotedPcrs {
  readonly bank: HashName;
  readonly pcrs: readonly number[];
  /** pcrDigest of the quote: hash, by `digestAlgorithm`, of the selected values, ascending. */
  readonly pcrDigest: Uint8Array;
  /** Hash of the quote's scheme; `bank` unless given. */
  readonly digestAlgorithm?: HashName;
}

export type EventLogProof =
  | { readonly kind: 'proven'; readonly log: ProvenEventLog }
  | {
      readonly kind: 'mismatch';
      /** Why, in one sentence. */
      readonly reason: string;
      readonly expected: Uint8Array;
      /** Digest of the replayed values; null if the log has no such bank. */
      readonly actual: Uint8Array | null;
    };

/**
 * Holds a log against a quote that was verified: the only way to a {@link ProvenEventLog}.
 *
 * Proves that exactly these digests were extended into the quoted PCRs of the bank in this order
 * since the TPM's start. Does not prove event types, nor data whose digest is of something else,
 * nor events of other PCRs or banks; nor who extended them: after the separators it was the
 * operating system. A digest over a bank that the events are not in is a mismatch (bank capping).
 */
export function proveEventLog(log: UnprovenEventLog, quoted: QuotedPcrs): EventLogProof {
  if (!log.banks.includes(quoted.bank))
    return mismatch(quoted, null, `the log has no ${quoted.bank} digests`);
  const other = windowsBankOf(log, quoted.bank);
  if (other !== null)
    return mismatch(
      quoted,
      null,
      `Windows measured into the ${other} bank; a quote of ${quoted.bank} says nothing about it`,
    );
  const candidate = {
    format: log.format,
    banks: log.banks,
    events: log.events,
    quirks: log.quirks,
    startupLocality: log.startupLocality,
    pointerSize: log.pointerSize,
    bank: quoted.bank,
    pcrs: [...quoted.pcrs],
  };
  if (isProvenBy(candidate, quoted, log)) return { kind: 'proven', log: candidate };
  for (const repair of replayRepairs.filter(({ quirk }) => log.quirks.includes(quirk)))
    if (isProvenBy(candidate, quoted, repair.apply(log, quoted.bank)))
      return { kind: 'proven', log: candidate };
  const actual = pcrDigestOf(log, quoted);
  return mismatch(
    quoted,
    actual,
    'the events of the log do not give the PCR values that the TPM quoted: the log was changed, is incomplete, or is of another boot or resume',
  );
}

function mismatch(quoted: QuotedPcrs, actual: Uint8Array | null, reason: string): EventLogProof {
  return { kind: 'mismatch', reason, expected: quoted.pcrDigest, actual };
}

/** The one place where a log becomes proven: its events, as replayed, give the quoted digest. */
const isProvenBy = (
  _candidate: UnprovenEventLog & { readonly bank: HashName },
  quoted: QuotedPcrs,
  replayed: UnprovenEventLog,
): _candidate is ProvenEventLog => equalBytes(pcrDigestOf(replayed, quoted), quoted.pcrDigest);

function pcrDigestOf(log: UnprovenEventLog, quoted: QuotedPcrs): Uint8Array {
  const { bank, digestAlgorithm = bank } = quoted;
  const selected = [...new Set(quoted.pcrs)].sort((a, b) => a - b);
  return hash(digestAlgorithm, replayedValues(log, bank, selected));
}

/** The bank that carries events of PCR 12–14, if that is not `bank`. */
function windowsBankOf(log: UnprovenEventLog, bank: HashName): HashName | null {
  let first: LoggedEvent | undefined;
  for (const event of log.events) {
    if (event.pcr < 12 || event.pcr > 14) continue;
    if (event.hasDigest(bank)) return null;
    first ??= event;
  }
  return log.banks.find((name) => first?.hasDigest(name)) ?? null;
}
