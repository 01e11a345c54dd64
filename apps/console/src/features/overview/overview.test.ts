import { expect, test } from 'vitest';
import { worstOf } from './timeline-text.ts';

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
