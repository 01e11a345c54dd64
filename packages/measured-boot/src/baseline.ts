import type { HashName } from '@gatehouse/bytes/crypto';
import type { ProvenEventLog, UnprovenEventLog } from './event-log.ts';

/** One measurement that a baseline fixes. */
export interface BaselineEntry {
  readonly pcr: number;
  /** Event type, for display: not covered by the digest. */
  readonly type: number;
  /** Lower-case hex. */
  readonly digest: string;
  /** What was measured, in words. */
  readonly what: string;
}

/** The measurements that a boot must repeat, in order. Plain data: may be kept as JSON. */
export interface Baseline {
  readonly bank: HashName;
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineDifference {
  readonly kind: 'changed' | 'added' | 'removed';
  /** Id of a row of `differenceCauses`. */
  readonly cause: string;
  /** Index of the event in the log that differs; absent for a removed one. */
  readonly event?: number;
  readonly expected?: string;
  readonly actual?: string;
  readonly pcr: number;
  readonly what: string;
  readonly sentence: string;
  readonly remedy: string;
}

export type BaselineMatch =
  | { readonly matches: true }
  | {
      readonly matches: false;
      readonly first: BaselineDifference;
      /** First difference of each PCR that differs, in order of the log. */
      readonly all: readonly BaselineDifference[];
    };

export function baselineOf(_log: UnprovenEventLog, _bank: HashName): Baseline {
  throw new Error('not ready');
}

export function matchBaseline(_baseline: Baseline, _log: ProvenEventLog): BaselineMatch {
  throw new Error('not ready');
}

export interface NearestBaseline<B extends Baseline> {
  readonly baseline: B;
  readonly match: BaselineMatch;
}

/** The baseline that shares most measurements with the log; null of none. */
export function nearestBaseline<B extends Baseline>(
  _baselines: readonly B[],
  _log: ProvenEventLog,
): NearestBaseline<B> | null {
  throw new Error('not ready');
}

/** As {@link nearestBaseline}, for display of a log that nothing proves. */
export function claimedNearestBaseline<B extends Baseline>(
  _baselines: readonly B[],
  _log: UnprovenEventLog,
): NearestBaseline<B> | null {
  throw new Error('not ready');
}
