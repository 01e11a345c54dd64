import { toHex } from '@gatehouse/bytes';
import { type Baseline, type BaselineEntry, fixedEventsOf, fixedPcrsOf } from './baseline.ts';
import { causeOf, type Difference, type DifferenceCause } from './difference-causes.ts';
import type { ProvenEventLog, UnprovenEventLog } from './event-log.ts';
import type { LoggedEvent } from './logged-event.ts';
import { repeats } from './repeats.ts';
import { signaturesOf, subjectOf, whatOf } from './subject.ts';

/** Something measured, or expected to be, in words. */
export interface Measured {
  readonly what: string;
  /** Lower-case hex; null for what has none, as a bank. */
  readonly digest: string | null;
}

/** A measurement that is not as the baseline has it. */
export interface BaselineDifference {
  readonly kind: 'changed' | 'added' | 'removed';
  readonly cause: DifferenceCause;
  readonly pcr: number;
  /** Index of the event in the log that differs; null for a removed one. */
  readonly event: number | null;
  /** What the baseline has; null for an added one. */
  readonly expected: Measured | null;
  /** What the log has; null for a removed one. */
  readonly actual: Measured | null;
}

export type BaselineMatch =
  | { readonly matches: true }
  | {
      readonly matches: false;
      readonly first: BaselineDifference;
      /** First difference of each PCR that differs, in the order of the log. */
      readonly all: readonly [BaselineDifference, ...BaselineDifference[]];
    };

/**
 * Whether a proven boot repeats a baseline: the same digests in the same order in every PCR that a
 * baseline fixes. A log that is proven in another bank, or for fewer PCRs, does not match.
 */
export function matchBaseline(baseline: Baseline, log: ProvenEventLog): BaselineMatch {
  if (log.bank !== baseline.bank) return otherBank(baseline.bank, log.bank);
  const pcr = fixedPcrsOf(baseline).find((fixed) => !log.pcrs.includes(fixed));
  return pcr === undefined
    ? compare(baseline, log)
    : refuse({ kind: 'not-quoted', pcr, alone: true }, `PCR ${pcr}`, 'not quoted');
}

/** As `matchBaseline` for a log that nothing proves: for display only. */
export const claimedMatch = (baseline: Baseline, log: UnprovenEventLog): BaselineMatch =>
  log.banks.includes(baseline.bank)
    ? compare(baseline, log)
    : otherBank(baseline.bank, log.banks.join('+'));

const otherBank = (expected: string, actual: string): BaselineMatch =>
  refuse({ kind: 'other-bank', pcr: 0, alone: true }, `the ${expected} bank`, `the ${actual} bank`);

function refuse(difference: Difference, expected: string, actual: string): BaselineMatch {
  const first: BaselineDifference = {
    kind: 'changed',
    cause: causeOf(difference),
    pcr: difference.pcr,
    event: null,
    expected: { what: expected, digest: null },
    actual: { what: actual, digest: null },
  };
  return { matches: false, first, all: [first] };
}

function compare(baseline: Baseline, log: UnprovenEventLog): BaselineMatch {
  const pcrs = fixedPcrsOf(baseline);
  const events = fixedEventsOf(log, baseline.bank, pcrs);
  if (repeats(baseline, events)) return { matches: true };
  const all: BaselineDifference[] = [];
  for (const pcr of pcrs) {
    const expected = baseline.entries.filter((entry) => entry.pcr === pcr);
    const actual = measurements(events, pcr, baseline.bank);
    const difference = firstDifference(pcr, expected, actual);
    if (difference !== null) all.push(difference);
  }
  all.sort((a, b) => (a.event ?? Number.MAX_SAFE_INTEGER) - (b.event ?? Number.MAX_SAFE_INTEGER));
  const [first, ...others] = all;
  return first === undefined
    ? { matches: true }
    : { matches: false, first, all: [first, ...others] };
}

interface Measurement {
  readonly event: LoggedEvent;
  readonly digest: string;
}

const measurements = (
  events: readonly LoggedEvent[],
  pcr: number,
  bank: Baseline['bank'],
): readonly Measurement[] =>
  events
    .filter((event) => event.pcr === pcr)
    .map((event) => ({ event, digest: toHex(event.digest(bank) ?? new Uint8Array()) }));

/** Where two sequences of one PCR part, and how: by what of each comes again later in the other. */
function firstDifference(
  pcr: number,
  expected: readonly BaselineEntry[],
  actual: readonly Measurement[],
): BaselineDifference | null {
  const length = Math.max(expected.length, actual.length);
  let at = 0;
  while (at < length && expected[at]?.digest === actual[at]?.digest) at++;
  if (at === length) return null;
  const entry = expected[at];
  const measured = actual[at];
  const comesLater = actual.slice(at).some(({ digest }) => digest === entry?.digest);
  const wasExpectedLater = expected.slice(at).some(({ digest }) => digest === measured?.digest);
  if (entry === undefined || comesLater) return told('added', pcr, undefined, measured);
  if (measured === undefined || wasExpectedLater) return told('removed', pcr, entry, undefined);
  const rest = expected.slice(at + 1).map(({ digest }) => digest);
  const alone = actual.slice(at + 1).every(({ digest }, i) => digest === rest[i]);
  return told('changed', pcr, entry, measured, alone && rest.length === actual.length - at - 1);
}

function told(
  kind: BaselineDifference['kind'],
  pcr: number,
  expected: BaselineEntry | undefined,
  measured: Measurement | undefined,
  alone = false,
): BaselineDifference {
  const actual = measured && {
    subject: subjectOf(measured.event),
    what: whatOf(measured.event),
    ...signaturesOf(measured.event),
    event: measured.event,
  };
  return {
    kind,
    cause: causeOf({
      kind,
      pcr,
      alone,
      ...(expected && { expected }),
      ...(actual && { actual }),
    }),
    pcr,
    event: measured?.event.index ?? null,
    expected: expected === undefined ? null : { what: expected.what, digest: expected.digest },
    actual: measured && actual ? { what: actual.what, digest: measured.digest } : null,
  };
}
