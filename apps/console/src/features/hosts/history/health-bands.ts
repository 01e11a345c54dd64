import {
  type HealthChange,
  type HealthNodeId,
  type HealthStatus,
  healthLeaves,
} from '@gatehouse/contracts';

/** A stretch of time, in milliseconds since 1970, in which a category had one status. */
export interface Stretch {
  readonly status: HealthStatus;
  readonly from: number;
  readonly to: number;
}

export interface HealthBand {
  readonly node: HealthNodeId;
  /** In order of time; there is none before the first change that is known. */
  readonly stretches: readonly Stretch[];
}

/** The statuses of the categories that were not OK all the time, between two instants. */
export const healthBands = (
  changes: readonly HealthChange[],
  from: number,
  to: number,
): readonly HealthBand[] =>
  healthLeaves
    .map((node) => ({ node, stretches: stretchesOf(changesOf(changes, node), from, to) }))
    .filter(({ stretches }) => stretches.some(({ status }) => status !== 'ok'));

const changesOf = (changes: readonly HealthChange[], node: HealthNodeId) =>
  changes
    .filter((change) => change.node === node)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

const stretchesOf = (
  changes: readonly HealthChange[],
  from: number,
  to: number,
): readonly Stretch[] =>
  changes.flatMap(({ at, status }, i) => {
    const next = changes[i + 1];
    const start = Math.max(from, Date.parse(at));
    const end = Math.min(to, next === undefined ? to : Date.parse(next.at));
    return start < end ? [{ status, from: start, to: end }] : [];
  });

const hour = 60 * 60_000;
const day = 24 * hour;

/** Where the day that ends now begins: what is known of less than a day fills the width, from an hour on. */
export const bandsFrom = (changes: readonly HealthChange[], now: number): number => {
  const first = Math.min(now, ...changes.map(({ at }) => Date.parse(at)));
  return Math.max(now - day, Math.min(first, now - hour));
};
