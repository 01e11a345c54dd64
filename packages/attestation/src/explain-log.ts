import { equalBytes, toHex } from '@gatehouse/bytes';
import type { BootCause, Explanation } from '@gatehouse/contracts';
import {
  type BootFacts,
  claimedBootFactsOf,
  claimedNearestBaseline,
  describeEvent,
  findLogEdit,
  type LogEdit,
  type LogEvent,
  type ProvenEventLog,
  parseEventLog,
  type QuotedPcrs,
  type UnprovenEventLog,
  unaccountedCauseOf,
  type Witness,
  witnessOfBaseline,
  witnessOfLog,
} from '@gatehouse/measured-boot';
import type { EarlierLog } from './evidence.ts';
import { briefOf, explain } from './explain.ts';
import type { TrustedBaseline } from './trust.ts';
import type { AttestedTpm } from './verdict.ts';

const causeOf: Readonly<Record<LogEdit['kind'], BootCause>> = {
  removed: 'event-removed',
  inserted: 'event-inserted',
  swapped: 'events-reordered',
  digest: 'event-digest-changed',
  several: 'boot-log-edited',
  extended: 'extended-after-log',
  locality: 'startup-locality-differs',
};

/** Baselines that are asked what was measured, nearest first. */
const mostBaselines = 8;

interface Mismatch {
  readonly log: UnprovenEventLog;
  readonly bytes: Uint8Array;
  readonly quoted: QuotedPcrs;
  /** What this quote says of its TPM. */
  readonly tpm: Pick<AttestedTpm, 'attestationKeyName' | 'resetCount'>;
  readonly earlier: EarlierLog | undefined;
}

/**
 * Why a log does not give what the TPM quoted, as far as one quote can tell: the single change that
 * explains it, if there is one; else what can be said without.
 */
export function explainMismatch(
  mismatch: Mismatch,
  trusted: readonly TrustedBaseline[],
): Explanation {
  const { log, quoted } = mismatch;
  const nearest = claimedNearestBaseline(trusted, log);
  const witnesses = witnessesOf(mismatch, trusted, nearest?.baseline ?? null);
  const edit = findLogEdit(
    log,
    quoted,
    witnesses.map(({ witness }) => witness),
  );
  if (edit !== null) return explainEdit(edit, log, quoted, witnesses);
  const { unfinished } = claimedBootFactsOf(log, quoted.bank);
  if (unfinished.length > 0)
    return explain('event-log-incomplete', { detail: unfinished.join(', ') });
  const told = ofProvenLog(mismatch);
  if (told !== null) return told;
  if (nearest?.match.matches !== true) return explain('pcr-mismatch');
  return explain('measured-after-log', {
    trusted: { what: 'every PCR that a baseline fixes', digest: null, by: nearest.baseline.name },
  });
}

interface Named {
  readonly name: string;
  readonly witness: Witness;
}

/** The last log that this TPM proved tells of every PCR; a baseline of those that it fixes. */
function witnessesOf(
  { quoted: { bank }, earlier }: Mismatch,
  trusted: readonly TrustedBaseline[],
  nearest: TrustedBaseline | null,
): readonly Named[] {
  const others = trusted.filter((each) => each !== nearest);
  const baselines = nearest === null ? others : [nearest, ...others];
  return [
    ...baselines
      .slice(0, mostBaselines)
      .map((each) => ({ name: each.name, witness: witnessOfBaseline(each) })),
    ...(earlier === undefined
      ? []
      : [
          {
            name: 'the last log that this host proved',
            witness: witnessOfLog(parseEventLog(earlier.eventLog), bank),
          },
        ]),
  ];
}

/**
 * The very log that this TPM proved before: it is of a start before this one, or of this very one.
 * Counters of different attestation keys may be obfuscated differently (TPM 2.0 Part 1 §36.7).
 */
function ofProvenLog({ bytes, tpm, earlier }: Mismatch): Explanation | null {
  if (earlier === undefined || !equalBytes(earlier.eventLog, bytes)) return null;
  if (earlier.attestationKeyName !== tpm.attestationKeyName) return null;
  return tpm.resetCount === earlier.resetCount
    ? explain('measured-since-proven')
    : explain('log-of-earlier-boot', {
        detail: `${earlier.resetCount} instead of ${tpm.resetCount}`,
      });
}

function explainEdit(
  { kind, pcr, event, given, witness }: LogEdit,
  log: UnprovenEventLog,
  { bank }: QuotedPcrs,
  witnesses: readonly Named[],
): Explanation {
  const by = witness === null ? null : (witnesses[witness]?.name ?? null);
  return explain(causeOf[kind], {
    event: event?.index ?? null,
    pcr,
    measured: event === null ? null : measurementOf(event, bank),
    trusted: given && { ...given, by },
    ...(kind === 'locality' && { detail: `${log.startupLocality ?? 0} instead of ${given?.what}` }),
  });
}

const measurementOf = (event: LogEvent, bank: QuotedPcrs['bank']): Explanation['measured'] => {
  const digest = event.digests[bank];
  return {
    what: describeEvent(event).description,
    digest: digest === undefined ? null : toHex(digest),
  };
};

/** The first event that cannot be relied on, beside what a baseline knows under its digest. */
export function explainUnaccounted(
  log: ProvenEventLog,
  { unaccounted }: BootFacts,
  trusted: readonly TrustedBaseline[],
): Explanation {
  const [first, ...further] = unaccounted.flatMap((index) => {
    const event = log.events.find((each) => each.index === index);
    return event === undefined ? [] : [explainData(event, log, trusted)];
  });
  return { ...(first ?? explain('event-data-changed')), further: further.map(briefOf) };
}

function explainData(
  event: ProvenEventLog['events'][number],
  { bank }: ProvenEventLog,
  trusted: readonly TrustedBaseline[],
): Explanation {
  const measured = measurementOf(event, bank);
  const known = trusted.flatMap(({ name, entries }) =>
    entries
      .filter(({ pcr, digest }) => pcr === event.pcr && digest === measured?.digest)
      .map(({ what, digest }) => ({ what, digest, by: name })),
  );
  return explain(unaccountedCauseOf(event, bank), {
    event: event.index,
    pcr: event.pcr,
    measured,
    trusted: known[0] ?? null,
  });
}
