import type { PollIntervals, Tier } from '../health/fold-input.ts';

const tiers = ['reachability', 'services', 'platform'] as const;

/** When each tier of one host is due, in milliseconds of the clock. */
export interface HostSchedule {
  readonly due: Readonly<Record<Tier, number>>;
  /** Rounds in a row that did not reach the host. */
  readonly failures: number;
}

/** A host is left alone up to this many times longer while it cannot be reached. */
const mostPatience = 8;

/** 1, 2, 4 … 8: how much longer than usual to wait after some failures. */
export const patienceOf = (failures: number): number =>
  Math.min(2 ** Math.max(failures - 1, 0), mostPatience);

/** Between 0.85 and 1.15 of an interval, so that hosts added together do not stay in step. */
const jittered = (interval: number, random: number) => interval * (0.85 + 0.3 * random);

/** Everything of a new host is due at once, spread over a short while for many. */
export const firstSchedule = (now: number, spread: number, random: () => number): HostSchedule => {
  const at = now + spread * random();
  return { due: { reachability: at, services: at, platform: at }, failures: 0 };
};

export const dueTiers = (schedule: HostSchedule, now: number): ReadonlySet<Tier> =>
  new Set(tiers.filter((tier) => schedule.due[tier] <= now));

/** When the host is to be looked at next. */
export const nextDue = ({ due }: HostSchedule): number =>
  Math.min(due.reachability, due.services, due.platform);

/** The schedule after a round: what was read is due later; of an unreachable host, only whether it is back. */
export const afterRound = (
  schedule: HostSchedule,
  round: { readonly read: ReadonlySet<Tier>; readonly reachable: boolean; readonly at: number },
  intervals: PollIntervals,
  random: () => number,
): HostSchedule => {
  const { at, read, reachable } = round;
  const next = (tier: Tier) => at + jittered(intervals[tier], random());
  if (!reachable) {
    const failures = schedule.failures + 1;
    const back = at + jittered(intervals.reachability, random()) * patienceOf(failures);
    // The other tiers are due as soon as it is reached again.
    return { failures, due: { reachability: back, services: Infinity, platform: Infinity } };
  }
  const cameBack = schedule.failures > 0;
  const dueOf = (tier: Tier) => {
    if (read.has(tier) || tier === 'reachability') return next(tier);
    return cameBack ? at : schedule.due[tier];
  };
  return {
    failures: 0,
    due: {
      reachability: dueOf('reachability'),
      services: dueOf('services'),
      platform: dueOf('platform'),
    },
  };
};
