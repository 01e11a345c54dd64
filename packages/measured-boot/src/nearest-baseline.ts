import { toHex } from '@gatehouse/bytes';
import { type Baseline, fixedEventsOf, fixedPcrsOf } from './baseline.ts';
import type { ProvenEventLog, UnprovenEventLog } from './event-log.ts';
import type { LoggedEvent } from './logged-event.ts';
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
  const eventsFor = eventsByScope(log);
  const exact = baselines.find((baseline) => repeats(baseline, eventsFor(baseline)));
  if (exact !== undefined) return { baseline: exact, match: match(exact) };
  const digestsOf = new Map<readonly LoggedEvent[], ReadonlySet<string>>();
  let best: { readonly baseline: B; readonly distance: number } | null = null;
  for (const baseline of baselines) {
    const events = eventsFor(baseline);
    const digests = digestsOf.get(events) ?? digestsIn(events, baseline.bank);
    digestsOf.set(events, digests);
    const distance = distanceOf(baseline, digests);
    if (best === null || distance < best.distance) best = { baseline, distance };
  }
  return best === null ? null : { baseline: best.baseline, match: match(best.baseline) };
}

/** What each baseline looks at in a log: the same events for those of one bank and scope. */
function eventsByScope(log: UnprovenEventLog): (baseline: Baseline) => readonly LoggedEvent[] {
  const known = new Map<string, readonly LoggedEvent[]>();
  return ({ bank, ignores = [] }) => {
    const scope = `${bank} ${ignores}`;
    const events = known.get(scope) ?? fixedEventsOf(log, bank, fixedPcrsOf({ ignores }));
    known.set(scope, events);
    return events;
  };
}

const digestsIn = (events: readonly LoggedEvent[], bank: Baseline['bank']): ReadonlySet<string> =>
  new Set(events.map((event) => `${event.pcr} ${toHex(event.digest(bank) ?? new Uint8Array())}`));

/** How many measurements one has and the other does not. */
function distanceOf(baseline: Baseline, digests: ReadonlySet<string>): number {
  const keys = new Set(baseline.entries.map(({ pcr, digest }) => `${pcr} ${digest}`));
  let shared = 0;
  for (const key of keys) if (digests.has(key)) shared++;
  return keys.size + digests.size - 2 * shared;
}
