import { toHex } from '@gatehouse/bytes';
import { type Baseline, type BaselineEntry, fixedEventsOf, fixedPcrsOf } from './baseline.ts';
import { causeOf, type Difference } from './difference-causes.ts';
import type { LogEvent, ProvenEventLog, UnprovenEventLog } from './event-log.ts';
import { repeats } from './repeats.ts';
import { subjectOf, whatOf } from './subject.ts';

/** A measurement that is not as the baseline has it. */
export interface BaselineDifference {
  readonly kind: 'changed' | 'added' | 'removed';
  /** Id of a row of `differenceCauses`. */
  readonly cause: string;
  /** Index of the event in the log that differs; absent for a removed one. */
  readonly event?: number;
  /** Digest in hex that the baseline has, and that the log has. */
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
      /** First difference of each PCR that differs, in the order of the log. */
      readonly all: readonly BaselineDifference[];
    };

/**
 * Whether a proven boot repeats a baseline: the same digests in the same order in every PCR that a
 * baseline fixes. A log that is proven in another bank, or for fewer PCRs, does not match.
 */
export function matchBaseline(baseline: Baseline, log: ProvenEventLog): BaselineMatch {
  if (log.bank !== baseline.bank) return refuse(otherBank(baseline.bank, log.bank));
  const pcr = fixedPcrsOf(baseline).find((fixed) => !log.pcrs.includes(fixed));
  return pcr === undefined ? compare(baseline, log) : refuse({ kind: 'not-quoted', pcr });
}

/** As `matchBaseline` for a log that nothing proves: for display only. */
export const claimedMatch = (baseline: Baseline, log: UnprovenEventLog): BaselineMatch =>
  log.banks.includes(baseline.bank)
    ? compare(baseline, log)
    : refuse(otherBank(baseline.bank, log.banks.join('+')));

const otherBank = (expected: string, actual: string): Refusal => ({
  kind: 'other-bank',
  pcr: 0,
  banks: { expected, actual },
});

interface Refusal {
  readonly kind: 'other-bank' | 'not-quoted';
  readonly pcr: number;
  readonly banks?: { readonly expected: string; readonly actual: string };
}

function refuse({ kind, pcr, banks }: Refusal): BaselineMatch {
  const cause = causeOf({ kind, pcr, ...(banks && { banks }) });
  const first: BaselineDifference = {
    kind: 'changed',
    cause: cause.id,
    pcr,
    what: `PCR ${pcr}`,
    sentence: cause.sentence({ kind, pcr, ...(banks && { banks }) }),
    remedy: cause.remedy,
    ...banks,
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
  const [first] = all;
  return first === undefined ? { matches: true } : { matches: false, first, all };
}

interface Measurement {
  readonly event: LogEvent;
  readonly digest: string;
}

const measurements = (
  events: readonly LogEvent[],
  pcr: number,
  bank: Baseline['bank'],
): readonly Measurement[] =>
  events
    .filter((event) => event.pcr === pcr)
    .map((event) => ({ event, digest: toHex(event.digests[bank] ?? new Uint8Array()) }));

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
  if (entry === undefined || comesLater) return explain('added', pcr, undefined, measured);
  if (measured === undefined || wasExpectedLater) return explain('removed', pcr, entry, undefined);
  return explain('changed', pcr, entry, measured);
}

function explain(
  kind: BaselineDifference['kind'],
  pcr: number,
  expected: BaselineEntry | undefined,
  measured: Measurement | undefined,
): BaselineDifference {
  const actual = measured && {
    subject: subjectOf(measured.event),
    what: whatOf(measured.event),
    event: measured.event,
  };
  const difference: Difference = {
    kind,
    pcr,
    ...(expected && { expected }),
    ...(actual && { actual }),
  };
  const cause = causeOf(difference);
  return {
    kind,
    cause: cause.id,
    pcr,
    what: actual?.what ?? expected?.what ?? `PCR ${pcr}`,
    sentence: cause.sentence(difference),
    remedy: cause.remedy,
    ...(measured && { event: measured.event.index, actual: measured.digest }),
    ...(expected && { expected: expected.digest }),
  };
}
