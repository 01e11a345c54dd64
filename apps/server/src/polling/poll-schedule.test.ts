import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterRound, dueTiers, firstSchedule, nextDue, patienceOf } from './poll-schedule.ts';

const intervals = { reachability: 30_000, services: 60_000, platform: 1_800_000 };
const middle = () => 0.5;
const all = new Set(['reachability', 'services', 'platform'] as const);
const fresh = firstSchedule(0, 0, middle);

test('everything of a new host is due at once', () => {
  expect(dueTiers(fresh, 0)).toEqual(all);
});

test('each tier comes again after its interval', () => {
  const next = afterRound(fresh, { read: all, reachable: true, at: 0 }, intervals, middle);
  expect(dueTiers(next, 30_001)).toEqual(new Set(['reachability']));
  expect(dueTiers(next, 60_001)).toEqual(new Set(['reachability', 'services']));
});

test('a host that does not answer is left alone for longer and longer, up to a bound', () => {
  expect([1, 2, 3, 4, 5, 50].map(patienceOf)).toEqual([1, 2, 4, 8, 8, 8]);
  const away = afterRound(fresh, { read: all, reachable: false, at: 0 }, intervals, middle);
  expect(nextDue(away)).toBe(30_000);
  const again = afterRound(away, { read: all, reachable: false, at: 0 }, intervals, middle);
  expect(nextDue(again)).toBe(60_000);
});

test('a host that is back is read whole at once', () => {
  const away = afterRound(fresh, { read: all, reachable: false, at: 0 }, intervals, middle);
  const reached = { read: new Set(['reachability'] as const), reachable: true, at: 9 };
  expect(dueTiers(afterRound(away, reached, intervals, middle), 9)).toEqual(
    new Set(['services', 'platform']),
  );
});

test('jitter stays within 15 percent', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
      const next = afterRound(
        fresh,
        { read: all, reachable: true, at: 0 },
        intervals,
        () => random,
      );
      expect(next.due.services).toBeGreaterThanOrEqual(51_000);
      expect(next.due.services).toBeLessThanOrEqual(69_000);
    }),
  );
});
