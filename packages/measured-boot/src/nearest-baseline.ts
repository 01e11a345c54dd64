import { toHex } from '@gatehouse/bytes';
import { type Baseline, fixedEventsOf } from './baseline.ts';
import type { LogEvent, ProvenEventLog, UnprovenEventLog } from './event-log.ts';
import { type BaselineMatch, claimedMatch, matchBaseline } from './match-baseline.ts';
import { repeats } from './repeats.ts';

export interface NearestBaseline<B extends Baseline> {
  readonly baseline: B;
  readonly match: BaselineMatch;
}

/** The baseline that shares most measurements with a proven log; null if there are none. */
export const nearestBaseline = <B extends Baseline>(
  baselines: readonly B[],
  log: ProvenEventLog,
): NearestBaseline<B> | null => nearest(baselines, log, (baseline) => matchBaseline(baseline, log));

/** As {@link nearestBaseline}, for display of a log that nothing proves. */
export const claimedNearestBaseline = <B extends Baseline>(
  baselines: readonly B[],
  log: UnprovenEventLog,
): NearestBaseline<B> | null => nearest(baselines, log, (baseline) => claimedMatch(baseline, log));

function nearest<B extends Baseline>(
  baselines: readonly B[],
  log: UnprovenEventLog,
  match: (baseline: B) => BaselineMatch,
): NearestBaseline<B> | null {
  const exact = exactOf(baselines, log);
  if (exact !== null) return { baseline: exact, match: match(exact) };
  const digestsOf = new Map<Baseline['bank'], ReadonlySet<string>>();
  let best: { readonly baseline: B; readonly distance: number } | null = null;
  for (const baseline of baselines) {
    const digests = digestsOf.get(baseline.bank) ?? measuredDigests(log, baseline.bank);
    digestsOf.set(baseline.bank, digests);
    const distance = distanceOf(baseline, digests);
    if (best === null || distance < best.distance) best = { baseline, distance };
  }
  return best === null ? null : { baseline: best.baseline, match: match(best.baseline) };
}

/** The first baseline that the log repeats in its very order: found without a look at the others. */
function exactOf<B extends Baseline>(baselines: readonly B[], log: UnprovenEventLog): B | null {
  const eventsOf = new Map<Baseline['bank'], readonly LogEvent[]>();
  for (const baseline of baselines) {
    const events = eventsOf.get(baseline.bank) ?? fixedEventsOf(log, baseline.bank);
    eventsOf.set(baseline.bank, events);
    if (repeats(baseline, events)) return baseline;
  }
  return null;
}

const measuredDigests = (log: UnprovenEventLog, bank: Baseline['bank']): ReadonlySet<string> =>
  new Set(
    fixedEventsOf(log, bank).map(
      (event) => `${event.pcr} ${toHex(event.digests[bank] ?? new Uint8Array())}`,
    ),
  );

/** How many measurements one has and the other does not. */
function distanceOf(baseline: Baseline, digests: ReadonlySet<string>): number {
  const keys = new Set(baseline.entries.map(({ pcr, digest }) => `${pcr} ${digest}`));
  let shared = 0;
  for (const key of keys) if (digests.has(key)) shared++;
  return keys.size + digests.size - 2 * shared;
}
