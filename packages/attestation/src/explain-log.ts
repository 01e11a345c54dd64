import { toHex } from '@gatehouse/bytes';
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
  type QuotedPcrs,
  type UnprovenEventLog,
  unaccountedCauseOf,
} from '@gatehouse/measured-boot';
import { briefOf, explain } from './explain.ts';
import type { TrustedBaseline } from './trust.ts';

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
const mostWitnesses = 8;

/**
 * Why a log does not give what the TPM quoted, as far as one quote can tell: the single change that
 * explains it, if there is one; else what can be said without.
 */
export function explainMismatch(
  log: UnprovenEventLog,
  quoted: QuotedPcrs,
  trusted: readonly TrustedBaseline[],
): Explanation {
  const nearest = claimedNearestBaseline(trusted, log);
  const others = trusted.filter((each) => each !== nearest?.baseline);
  const witnesses = (nearest === null ? others : [nearest.baseline, ...others]).slice(
    0,
    mostWitnesses,
  );
  const edit = findLogEdit(log, quoted, witnesses);
  if (edit !== null) return explainEdit(edit, log, quoted, witnesses);
  const { unfinished } = claimedBootFactsOf(log, quoted.bank);
  if (unfinished.length > 0)
    return explain('event-log-incomplete', { detail: unfinished.join(', ') });
  if (nearest?.match.matches !== true) return explain('pcr-mismatch');
  return explain('measured-after-log', {
    trusted: { what: 'every PCR that a baseline fixes', digest: null, by: nearest.baseline.name },
  });
}

function explainEdit(
  { kind, pcr, event, given, baseline }: LogEdit,
  log: UnprovenEventLog,
  { bank }: QuotedPcrs,
  witnesses: readonly TrustedBaseline[],
): Explanation {
  const by = baseline === null ? null : (witnesses[baseline]?.name ?? null);
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
