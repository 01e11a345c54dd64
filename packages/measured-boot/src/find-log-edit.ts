import { equalBytes, fromHex, toHex, utf8 } from '@gatehouse/bytes';
import { digestSize, type HashName, hash } from '@gatehouse/bytes/crypto';
import { type Baseline, type BaselineEntry, fixedPcrsOf } from './baseline.ts';
import { digestMatches } from './digest-matches.ts';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import type { Measured } from './match-baseline.ts';
import type { QuotedPcrs } from './prove-event-log.ts';
import { QuoteTrials } from './quote-trials.ts';
import { isMeasured } from './replay.ts';
import { whatOf } from './subject.ts';

/** What was measured in a boot that may be like this one: a witness of what the log may lack. */
export interface Witness {
  readonly bank: HashName;
  /** PCRs that it tells of. */
  readonly pcrs: readonly number[];
  readonly entries: readonly Pick<BaselineEntry, 'pcr' | 'digest' | 'what'>[];
}

export const witnessOfBaseline = (baseline: Baseline): Witness => ({
  bank: baseline.bank,
  pcrs: fixedPcrsOf(baseline),
  entries: baseline.entries,
});

/** An earlier log of the same machine tells of every PCR; those that differ at each boot do not fit. */
export function witnessOfLog(log: UnprovenEventLog, bank: HashName): Witness {
  const entries = log.events.flatMap((event) => {
    const digest = isMeasured(event) ? event.digests[bank] : undefined;
    return digest === undefined
      ? []
      : [{ pcr: event.pcr, digest: toHex(digest), what: whatOf(event) }];
  });
  return { bank, pcrs: [...new Set(entries.map(({ pcr }) => pcr))], entries };
}

/** The one change of a log after which it gives what the TPM quoted. */
export interface LogEdit {
  /**
   * What was done to the log: an event that it lacks was `removed`, one that the TPM never saw
   * `inserted`; two are `swapped`; a `digest` is another; `several` events of a PCR differ; a PCR was
   * `extended` after the log was taken; the TPM started from another `locality`.
   */
  readonly kind:
    | 'removed'
    | 'inserted'
    | 'swapped'
    | 'digest'
    | 'several'
    | 'extended'
    | 'locality';
  readonly pcr: number;
  /** The event that is not as the TPM was given it; null where the log lacks one. */
  readonly event: LogEvent | null;
  /** What the TPM was given there; null for an event that it was not given. */
  readonly given: Measured | null;
  /** Index of the witness that shows what was given; null where none was needed. */
  readonly witness: number | null;
}

/**
 * Looks for a single change that explains why a log does not give what a TPM quoted, with other boots
 * as witnesses of what is usually measured. One quote fixes all PCRs together, so a change
 * that fits is proven to be what happened, unless SHA-2 is broken; that none is found proves nothing.
 * Bounded time: see {@link QuoteTrials}.
 */
export function findLogEdit(
  log: UnprovenEventLog,
  quoted: QuotedPcrs,
  witnesses: readonly Witness[],
): LogEdit | null {
  const search = { log, quoted, trials: new QuoteTrials(log, quoted) };
  return (
    otherLocality(search) ??
    restoredDigest(search) ??
    likeWitness(search, witnesses) ??
    withoutEvent(search) ??
    inOtherOrder(search) ??
    withOneMore(search)
  );
}

interface Search {
  readonly log: UnprovenEventLog;
  readonly quoted: QuotedPcrs;
  readonly trials: QuoteTrials;
}

const localities = [0, 3, 4];

function otherLocality({ log, trials }: Search): LogEdit | null {
  const given = localities.find(
    (locality) =>
      locality !== (log.startupLocality ?? 0) &&
      trials.fits(
        new Map([[0, trials.extended(trials.start(0, locality), trials.given(0).digests)]]),
      ),
  );
  return given === undefined
    ? null
    : {
        kind: 'locality',
        pcr: 0,
        event: null,
        given: { what: `locality ${given}`, digest: null },
        witness: null,
      };
}

/** The data are what was measured, and the digest is not theirs. */
function restoredDigest({ quoted: { bank }, trials }: Search): LogEdit | null {
  for (const pcr of trials.pcrs)
    for (const [i, event] of trials.given(pcr).events.entries()) {
      if (trials.isSpent) return null;
      if (digestMatches(event, bank) !== false) continue;
      const digest = hash(bank, event.data);
      if (trials.wasGiven(pcr, trials.given(pcr).digests.with(i, digest)))
        return {
          kind: 'digest',
          pcr,
          event,
          given: { what: whatOf(event), digest: toHex(digest) },
          witness: null,
        };
    }
  return null;
}

/** One PCR was given what a witness has there; else all that differ were. */
function likeWitness(search: Search, witnesses: readonly Witness[]): LogEdit | null {
  const { trials, quoted } = search;
  for (const [index, witness] of witnesses.entries()) {
    if (witness.bank !== quoted.bank) continue;
    const differing = new Map<number, Uint8Array | null>();
    for (const pcr of witness.pcrs) {
      const given = givenBy(search, witness, pcr);
      if (isSame(given, trials.given(pcr).digests)) continue;
      const value = trials.extended(trials.start(pcr), given);
      if (trials.fits(new Map([[pcr, value]]))) return editOf(search, witness, index, pcr);
      differing.set(pcr, value);
    }
    const [first] = differing.keys();
    if (differing.size > 1 && first !== undefined && trials.fits(differing))
      return { ...editOf(search, witness, index, first), kind: 'several' };
  }
  return null;
}

const entriesOf = ({ entries }: Witness, pcr: number): Witness['entries'] =>
  entries.filter((entry) => entry.pcr === pcr);

/** The digests of a witness, and what the log has after the end of what baselines look at. */
function givenBy({ trials }: Search, witness: Witness, pcr: number): readonly Uint8Array[] {
  const entries = entriesOf(witness, pcr).map(({ digest }) => fromHex(digest));
  const end = entries.at(-1);
  const ours = trials.given(pcr).digests;
  const ended =
    pcr === 14 && end !== undefined ? ours.findIndex((each) => equalBytes(each, end)) : -1;
  return ended < 0 ? entries : [...entries, ...ours.slice(ended + 1)];
}

const isSame = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((each, i) => equalBytes(each, b[i] ?? new Uint8Array()));

/** What was done to a PCR that was given what a witness has. */
function editOf({ trials }: Search, witness: Witness, index: number, pcr: number): LogEdit {
  const entries = entriesOf(witness, pcr);
  const events = trials.given(pcr).events;
  const given = entries.map(({ digest }) => digest);
  const told = trials.given(pcr).digests.map(toHex);
  let at = 0;
  while (at < given.length && given[at] === told[at]) at++;
  const rest = (list: readonly string[], from: number): string => list.slice(from).join();
  const entry = entries[at];
  const found = { pcr, event: events[at] ?? null, witness: index };
  const measured = entry === undefined ? null : { what: entry.what, digest: entry.digest };
  if (rest(given, at + 1) === rest(told, at))
    return { ...found, kind: 'removed', event: null, given: measured };
  if (rest(given, at) === rest(told, at + 1)) return { ...found, kind: 'inserted', given: null };
  if (rest(given, at + 1) === rest(told, at + 1))
    return { ...found, kind: 'digest', given: measured };
  const isSwap =
    given[at] === told[at + 1] &&
    given[at + 1] === told[at] &&
    rest(given, at + 2) === rest(told, at + 2);
  return { ...found, kind: isSwap ? 'swapped' : 'several', given: measured };
}

function withoutEvent({ trials }: Search): LogEdit | null {
  for (const pcr of trials.pcrs)
    for (const [i, event] of trials.given(pcr).events.entries()) {
      if (trials.isSpent) return null;
      if (trials.wasGiven(pcr, trials.given(pcr).digests.toSpliced(i, 1)))
        return { kind: 'inserted', pcr, event, given: null, witness: null };
    }
  return null;
}

/** Two neighbours of one PCR: between different PCRs there is no order to be proven. */
function inOtherOrder({ trials }: Search): LogEdit | null {
  for (const pcr of trials.pcrs) {
    const digests = trials.given(pcr).digests;
    for (const [i, event] of trials.given(pcr).events.entries()) {
      const [one, two] = [digests[i], digests[i + 1]];
      if (trials.isSpent) return null;
      if (one === undefined || two === undefined) continue;
      if (trials.wasGiven(pcr, digests.with(i, two).with(i + 1, one)))
        return {
          kind: 'swapped',
          pcr,
          event,
          given: { what: 'the event after it', digest: toHex(two) },
          witness: null,
        };
    }
  }
  return null;
}

/** Content that firmware and Windows end their measurements with. */
const endings = ['\0\0\0\0', '\xff\xff\xff\xff', 'WBCL'].map((text) =>
  Uint8Array.from(text, (character) => character.charCodeAt(0)),
);
const exits = ['Exit Boot Services Invocation', 'Exit Boot Services Returned with Success'];

/** A PCR was given one thing more at its end: something well known, or what it was given before. */
function withOneMore({ quoted: { bank }, trials }: Search): LogEdit | null {
  const marks = [...endings, ...exits.map(utf8)].map((content) => ({
    kind: 'removed' as const,
    digest: hash(bank, content),
    what: 'the mark of an end',
  }));
  const zeros = {
    kind: 'extended' as const,
    digest: new Uint8Array(digestSize[bank]),
    what: 'a digest of zeros',
  };
  for (const pcr of trials.pcrs) {
    const value = trials.extended(trials.start(pcr), trials.given(pcr).digests);
    const repeats = trials.given(pcr).events.map((event, i) => ({
      kind: 'extended' as const,
      digest: trials.given(pcr).digests[i] ?? zeros.digest,
      what: `event ${event.index} again`,
    }));
    for (const { kind, digest, what } of [zeros, ...marks, ...repeats])
      if (value !== null && trials.fits(new Map([[pcr, trials.extended(value, [digest])]])))
        return { kind, pcr, event: null, given: { what, digest: toHex(digest) }, witness: null };
  }
  return null;
}
