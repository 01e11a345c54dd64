import type { Overview } from '@gatehouse/contracts';

export type Point = Overview['timeline'][number];

/** The point with the most refusals, the latest of equals; null if nothing was refused. */
export const worstOf = (points: readonly Point[]): Point | null =>
  points.reduce<Point | null>(
    (worst, point) => (point.refused > 0 && point.refused >= (worst?.refused ?? 0) ? point : worst),
    null,
  );
