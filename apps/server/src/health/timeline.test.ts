import { expect, test } from 'vitest';
import { timelineOf } from './timeline.ts';

const now = new Date('2026-11-23T10:07:00Z');
const sample = (at: string, passed: number) => ({
  at: new Date(at),
  passed,
  refused: 0,
  unknown: 0,
});

test('keeps the last sample of each quarter of an hour, oldest first', () => {
  const samples = [
    sample('2026-11-23T10:06:00Z', 3),
    sample('2026-11-23T09:46:00Z', 1),
    sample('2026-11-23T09:59:59Z', 2),
  ];
  expect(timelineOf(samples, now).map(({ at, passed }) => [at, passed])).toEqual([
    ['2026-11-23T09:45:00.000Z', 2],
    ['2026-11-23T10:00:00.000Z', 3],
  ]);
});

test('leaves out what is older than a day, and the future', () => {
  const samples = [sample('2026-11-22T10:07:00Z', 1), sample('2026-11-23T11:00:00Z', 1)];
  expect(timelineOf(samples, now)).toEqual([]);
});
