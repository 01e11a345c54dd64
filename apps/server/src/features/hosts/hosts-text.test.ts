import { expect, test } from 'vitest';
import { hostsText } from './hosts-text.ts';

const named = (count: number) =>
  Array.from({ length: count }, (_, i) => `hv-${String(i + 1).padStart(4, '0')}.fabric.test`);

test('names every host while there is room, and says how many it leaves out', () => {
  expect(hostsText(named(1))).toBe('hv-0001.fabric.test');
  expect(hostsText(named(2))).toBe('2 hosts: hv-0001.fabric.test, hv-0002.fabric.test');
  const many = hostsText(named(10_000));
  expect(many).toMatch(/^10000 hosts: hv-0001.* and 9978 more$/);
  expect(many.length).toBeLessThanOrEqual(512);
  expect(hostsText(['a'.repeat(255), 'b'.repeat(255), 'c'])).toMatch(
    /^3 hosts: a{255} and 2 more$/,
  );
});
