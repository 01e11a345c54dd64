import { expect, test } from 'vitest';
import { hostListSearch, wordsOf } from './search.ts';

test('keeps the words of an address and nothing else', () => {
  const search = wordsOf('filter', 'sort');
  expect(search({ filter: 'status:error', sort: ['a'], other: 'x' })).toEqual({
    filter: 'status:error',
  });
  expect(search({ filter: 2025 })).toEqual({ filter: '2025' });
});

test('Add hosts is open only by true', () => {
  expect(hostListSearch({ add: true, group: 'rack-3' })).toEqual({ add: true, group: 'rack-3' });
  expect(hostListSearch({ add: 'yes' })).toEqual({});
});
