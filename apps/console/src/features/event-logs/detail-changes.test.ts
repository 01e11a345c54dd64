import { expect, test } from 'vitest';
import { detailChanges } from './detail-changes.ts';

test('a value that changed is named by its path', () => {
  const before = { name: 'SecureBoot', value: true };
  expect(detailChanges(before, { ...before, value: false })).toEqual([
    { path: ['value'], before: true, after: false },
  ]);
});

test('an entry that is new in a list is the only difference', () => {
  const [a, b, c] = [{ data: 'a' }, { data: 'b' }, { data: 'c' }];
  expect(detailChanges({ entries: [a, b] }, { entries: [c, a, b, c] })).toEqual([
    { path: ['entries'], before: undefined, after: c },
    { path: ['entries'], before: undefined, after: c },
  ]);
});

test('of an entry that changed, only what changed in it', () => {
  const entry = { subject: 'CN=db', sha256: '00' };
  expect(detailChanges([entry], [{ ...entry, sha256: '11' }])).toEqual([
    { path: ['sha256'], before: '00', after: '11' },
  ]);
});

test('another order is a difference, the same is none', () => {
  expect(detailChanges(['1', '2'], ['1', '2'])).toEqual([]);
  expect(detailChanges(['1', '2'], ['2', '1'])).toEqual([
    { path: [], before: ['1', '2'], after: ['2', '1'] },
  ]);
  expect(detailChanges(undefined, null)).toEqual([{ path: [], before: undefined, after: null }]);
});
