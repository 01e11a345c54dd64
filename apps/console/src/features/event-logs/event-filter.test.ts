import { expect, test } from 'vitest';
import { type EventQuery, eventQueryOf, withToken } from './event-filter.ts';

test.each<[string, EventQuery]>([
  ['', {}],
  ['pcr:7', { pcr: 7 }],
  ['pcr:7 SecureBoot', { pcr: 7, text: 'SecureBoot' }],
  ['PCR:none digest:differs', { pcr: 'none', digest: 'differs' }],
  ['type:EV_IPL  grub  cmd', { type: 'EV_IPL', text: 'grub cmd' }],
  ['pcr:99 pcr: type:', { text: 'pcr:99 pcr: type:' }],
])('%j asks for %j', (filter, query) => {
  expect(eventQueryOf(filter)).toEqual(query);
});

test('a token takes the place of the one before, or goes', () => {
  expect(withToken('pcr:7 boot', 'pcr', '4')).toBe('boot pcr:4');
  expect(withToken('boot pcr:4', 'pcr', null)).toBe('boot');
});
