import type { HashName } from '@gatehouse/bytes/crypto';
import type { LoggedEvent } from './logged-event.ts';

/** One event. Its type is never covered by the digest; its data only where {@link digestMatches}. */
export interface LogEvent {
  /** Position in the log, from 0; the Spec ID event is 0. */
  readonly index: number;
  /** PCR, or 0xFFFFFFFF for an event that is in no PCR. */
  readonly pcr: number;
  readonly type: number;
  readonly typeName: string;
  readonly digests: Readonly<Partial<Record<HashName, Uint8Array>>>;
  /** A view into the log. */
  readonly data: Uint8Array;
  /** Byte at which the event starts. */
  readonly offset: number;
}

/** A log as a machine claims it. Nothing in it may be believed before `proveEventLog`. */
export interface UnprovenEventLog<E extends LogEvent = LoggedEvent> {
  readonly format: 'sha1' | 'crypto-agile';
  /** Banks that the log declares and that can be replayed, in its order. */
  readonly banks: readonly HashName[];
  readonly events: readonly E[];
  /** Ids of the rows of `eventLogQuirks` that were met while reading. */
  readonly quirks: readonly string[];
  /** Locality of TPM2_Startup that PCR 0 starts from; null if the log does not say. */
  readonly startupLocality: number | null;
  /** Bytes of a pointer on the platform: 4 or 8. */
  readonly pointerSize: 4 | 8;
}

declare const proven: unique symbol;

/** A log whose replay gives the PCR values that a TPM quoted. Made by `proveEventLog` alone. */
export type ProvenEventLog = UnprovenEventLog & {
  /** The bank in which it is proven. */
  readonly bank: HashName;
  /** The PCRs that it is proven for. */
  readonly pcrs: readonly number[];
  readonly [proven]: true;
};

/** PCR number of events that are extended into none. */
export const noPcr = 0xffffffff;
