import { expect, test } from 'vitest';
import { dayUntil, worstOf } from './timeline-text.ts';

const at = (hour: number, refused: number) => ({
  at: `2026-11-23T0${hour}:00:00Z`,
  passed: 20 - refused,
  refused,
  unknown: 0,
});

test('the worst moment of the day is the latest with the most refusals', () => {
  expect(worstOf([at(1, 0), at(2, 4), at(3, 4), at(4, 1)])?.at).toBe('2026-11-23T03:00:00Z');
  expect(worstOf([at(1, 0)])).toBeNull();
  expect(worstOf([])).toBeNull();
});

test('the day ends now, with the last point held until then', () => {
  const now = Date.parse('2026-11-23T03:30:00Z');
  const { from, to, points } = dayUntil([at(2, 1), at(3, 2)], now);
  expect([from.toISOString(), to.getTime()]).toEqual(['2026-11-23T02:00:00.000Z', now]);
  expect(points.map((point) => [Date.parse(point.at), point.refused]).at(-1)).toEqual([now, 2]);
  expect(dayUntil([at(3, 2)], now).from.toISOString()).toBe('2026-11-23T02:30:00.000Z');
  expect(dayUntil([], now).points).toEqual([]);
});
