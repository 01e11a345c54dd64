import { expect, test } from 'vitest';
import { nextIndex } from './step.ts';

const odd = (index: number) => index % 2 === 1;

test.each([
  [0, 1, 1],
  [1, 1, 3],
  [3, 1, null],
  [3, -1, 1],
  [-1, 1, 1],
  [-1, -1, 3],
] as const)('from %d by %d the next odd of five is %j', (from, by, next) => {
  expect(nextIndex(5, from, by, odd)).toBe(next);
});
