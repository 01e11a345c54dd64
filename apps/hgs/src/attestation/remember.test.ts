import { expect, test } from 'vitest';
import { remember } from './remember.ts';

test('remembers what was used last, and makes the rest again', () => {
  const made: number[] = [];
  const twice = remember(2, (bytes) => {
    made.push(bytes[0] ?? -1);
    return (bytes[0] ?? 0) * 2;
  });
  expect([1, 2, 1, 3, 1, 2].map((n) => twice(Uint8Array.of(n)))).toEqual([2, 4, 2, 6, 2, 4]);
  expect(made).toEqual([1, 2, 3, 2]);
});

test('an error is not remembered', () => {
  let calls = 0;
  const failing = remember(2, () => {
    calls += 1;
    throw new Error('no');
  });
  expect(() => failing(Uint8Array.of(1))).toThrow();
  expect(() => failing(Uint8Array.of(1))).toThrow();
  expect(calls).toBe(2);
});
