import { expect, test } from 'vitest';
import { parseTpmShare } from './tpm-share.ts';

const hosts = [1, 2, 3, 4, 5, 6];

test.each([
  ['simulated', []],
  ['swtpm', hosts],
  ['swtpm:half', [2, 4, 6]],
  ['swtpm:2', [1, 2]],
  ['swtpm:0', []],
])('%s gives swtpm to the hosts %o', (text, expected) => {
  const share = parseTpmShare(text);
  expect(hosts.filter((number) => share?.(number))).toEqual(expected);
});

test.each(['', 'half', 'swtpm:', 'swtpm:-1', 'swtpm:12345', 'SWTPM'])('%j is no share', (text) => {
  expect(parseTpmShare(text)).toBeNull();
});
