import type { HashName } from '@gatehouse/bytes/crypto';
import type { LogEvent, ProvenEventLog, UnprovenEventLog } from './event-log.ts';

export function replayEventLog(
  _log: UnprovenEventLog,
): ReadonlyMap<HashName, ReadonlyMap<number, Uint8Array>> {
  throw new Error('not ready');
}

/** What a quote says about PCRs. */
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

export function proveEventLog(_log: UnprovenEventLog, _quoted: QuotedPcrs): EventLogProof {
  throw new Error('not ready');
}

/** Whether the digest is that of the data; null where it is of something else by design. */
export function digestMatches(_event: LogEvent, _bank: HashName): boolean | null {
  throw new Error('not ready');
}
