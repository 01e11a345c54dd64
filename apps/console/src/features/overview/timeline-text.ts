import type { Overview } from '@gatehouse/contracts';

export type Point = Overview['timeline'][number];

const hour = 60 * 60_000;
const day = 24 * hour;

/**
 * The day that ends now, and its points with the last one held until now. What was recorded for less
 * than a day fills the width, from an hour on.
 */
export const dayUntil = (points: readonly Point[], now: number) => {
  const last = points.at(-1);
  const end = Math.max(now, last === undefined ? 0 : Date.parse(last.at));
  const held = last === undefined ? [] : [{ ...last, at: new Date(end).toISOString() }];
  const first = points[0] === undefined ? end - day : Date.parse(points[0].at);
  const from = Math.max(end - day, Math.min(first, end - hour));
  return { from: new Date(from), to: new Date(end), points: [...points, ...held] };
};

/** The point with the most refusals, the latest of equals; null if nothing was refused. */
export const worstOf = (points: readonly Point[]): Point | null =>
  points.reduce<Point | null>(
    (worst, point) => (point.refused > 0 && point.refused >= (worst?.refused ?? 0) ? point : worst),
    null,
  );
