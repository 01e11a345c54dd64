import { expect, test } from 'vitest';
import { duration, fileSize, relativeTime, shortHash } from './format.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const ago = (seconds: number) => relativeTime(new Date(now - seconds * 1000).toISOString(), now);

test('tells time as people do', () => {
  expect([3, 45, 180, 7200, 200_000].map(ago)).toEqual([
    'now',
    '45 sec. ago',
    '3 min. ago',
    '2 hr. ago',
    '2 days ago',
  ]);
});

test('tells of times to come', () => {
  expect(ago(-8 * 3600)).toBe('in 8 hr.');
});

test('shortens a hash and leaves a short one', () => {
  expect(shortHash('3fa2000000009c1d')).toBe('3fa2…9c1d');
  expect(shortHash('abc')).toBe('abc');
});

test('gives durations and sizes with their units', () => {
  expect([12, 1240, 200_000].map(duration)).toEqual(['12 ms', '1.2 s', '3 min 20 s']);
  expect([0, 12, 41_984, 8 * 1024 * 1024].map(fileSize)).toEqual([
    '0 B',
    '12 B',
    '41.0 KiB',
    '8.0 MiB',
  ]);
});
