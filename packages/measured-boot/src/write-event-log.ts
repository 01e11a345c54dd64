import type { HashName } from '@gatehouse/bytes/crypto';

/** An event to write. Digests are those of `data` in every bank unless given. */
export interface EventToWrite {
  readonly pcr: number;
  readonly type: number;
  readonly data: Uint8Array;
  /** Digests of something other than the data, e.g. of a PE image. */
  readonly digests?: Readonly<Partial<Record<HashName, Uint8Array>>>;
}

/** A crypto-agile log (TCG PFP §10): Spec ID event, then the events. */
export function encodeEventLog(_log: {
  readonly banks: readonly HashName[];
  readonly events: readonly EventToWrite[];
}): Uint8Array {
  throw new Error('not ready');
}
