import { toHex } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { baselineRules } from './baseline-rules.ts';
import type { UnprovenEventLog } from './event-log.ts';
import type { LoggedEvent } from './logged-event.ts';
import { isMeasured } from './replay.ts';
import { isSeparator } from './separators.ts';
import { type Subject, signaturesOf, subjectOf, whatOf } from './subject.ts';

/** One measurement that a baseline fixes. */
export interface BaselineEntry {
  readonly pcr: number;
  /** Event type, for display: not covered by the digest. */
  readonly type: number;
  /** Lower-case hex. */
  readonly digest: string;
  /** What kind of thing was measured, as its event claims. */
  readonly subject: Subject;
  /** What was measured, in words. */
  readonly what: string;
  /** How many entries a signature database (PK, KEK, db, dbx) had. */
  readonly signatures?: number;
}

/** The measurements that a boot must repeat, in order. Plain data: may be kept as JSON. */
export interface Baseline {
  readonly bank: HashName;
  readonly entries: readonly BaselineEntry[];
  /** PCRs that it leaves out (`relaxablePcrs`). Any other number in here changes nothing. */
  readonly ignores?: readonly number[];
}

/** PCR → whether a baseline fixes all of it or what is before its separator. */
const fixedPcrs: ReadonlyMap<number, 'whole' | 'boot'> = new Map(
  baselineRules.flatMap(({ pcrs, holds, until = 'whole' }) =>
    holds === 'fixed' ? pcrs.map((pcr): [number, 'whole' | 'boot'] => [pcr, until]) : [],
  ),
);
export const baselinePcrs: readonly number[] = [...fixedPcrs.keys()];

/** PCRs that a baseline may leave out; the others are fixed by every one. */
export const relaxablePcrs: readonly number[] = baselineRules.flatMap(({ pcrs, ifIgnored }) =>
  ifIgnored === undefined ? [] : pcrs,
);

/** PCRs that a baseline fixes: whatever it says, the locked ones are among them. */
export const fixedPcrsOf = ({ ignores = [] }: Pick<Baseline, 'ignores'>): readonly number[] =>
  ignores.length === 0
    ? baselinePcrs
    : baselinePcrs.filter((pcr) => !(relaxablePcrs.includes(pcr) && ignores.includes(pcr)));

/** The events of a log that a baseline fixes (`baselineRules`) in these PCRs, in order. */
export function fixedEventsOf(
  log: UnprovenEventLog,
  bank: HashName,
  pcrs: readonly number[] = baselinePcrs,
): readonly LoggedEvent[] {
  const leftOut = pcrs === baselinePcrs ? [] : baselinePcrs.filter((pcr) => !pcrs.includes(pcr));
  const ended = new Set(leftOut);
  return log.events.filter((event) => {
    const until = fixedPcrs.get(event.pcr);
    if (until === undefined || !event.hasDigest(bank) || !isMeasured(event)) return false;
    if (ended.has(event.pcr)) return false;
    if (until === 'boot' && isSeparator(event, bank)) ended.add(event.pcr);
    return true;
  });
}

/**
 * The baseline that the boot of `log` makes, without the PCRs it `ignores`. The log may be unproven:
 * an administrator decides to trust it, and a host has to prove a log that repeats it.
 */
export const baselineOf = (
  log: UnprovenEventLog,
  bank: HashName,
  ignores: readonly number[] = [],
): Baseline => ({
  bank,
  entries: fixedEventsOf(log, bank, fixedPcrsOf({ ignores })).map((event) => ({
    pcr: event.pcr,
    type: event.type,
    digest: toHex(event.digest(bank) ?? new Uint8Array()),
    subject: subjectOf(event),
    what: whatOf(event),
    ...signaturesOf(event),
  })),
  ...(ignores.length > 0 && { ignores }),
});
