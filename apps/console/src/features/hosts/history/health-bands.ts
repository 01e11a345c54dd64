import {
  type HealthChange,
  type HealthNodeId,
  type HealthStatus,
  healthLeaves,
} from '@gatehouse/contracts';
import { dayBegins } from '../../../shared/format/last-day.ts';

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

/** The day that is drawn: it ends now, or with a change that came after the page last looked at the clock. */
export const bandsSpan = (
  changes: readonly HealthChange[],
  now: number,
): { readonly from: number; readonly to: number } => {
  const times = changes.map(({ at }) => Date.parse(at));
  const to = Math.max(now, ...times);
  return { from: dayBegins(Math.min(to, ...times), to), to };
};
