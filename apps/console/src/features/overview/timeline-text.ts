import type { Overview } from '@gatehouse/contracts';
import { dayBegins } from '../../shared/format/last-day.ts';

export type Point = Overview['timeline'][number];

/** The day that ends now (`dayBegins`), and its points with the last one held until now. */
export const dayUntil = (points: readonly Point[], now: number) => {
  const last = points.at(-1);
  const end = Math.max(now, last === undefined ? 0 : Date.parse(last.at));
  const held = last === undefined ? [] : [{ ...last, at: new Date(end).toISOString() }];
  const from = dayBegins(points[0] === undefined ? 0 : Date.parse(points[0].at), end);
  return { from: new Date(from), to: new Date(end), points: [...points, ...held] };
};

/** The point with the most refusals, the latest of equals; null if nothing was refused. */
export const worstOf = (points: readonly Point[]): Point | null =>
  points.reduce<Point | null>(
    (worst, point) => (point.refused > 0 && point.refused >= (worst?.refused ?? 0) ? point : worst),
    null,
  );
