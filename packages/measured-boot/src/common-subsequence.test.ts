import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonSubsequence, editLimit } from './common-subsequence.ts';

const tokens = fc.array(fc.nat(6), { maxLength: 40 });

/** The textbook's table of lengths. */
function lengthByTable(a: readonly number[], b: readonly number[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const token of a) {
    const row = [0];
    for (let j = 0; j < b.length; j++)
      row.push(token === b[j] ? (above[j] ?? 0) + 1 : Math.max(row[j] ?? 0, above[j + 1] ?? 0));
    above = row;
  }
  return above.at(-1) ?? 0;
}

function expectCommon(a: readonly number[], b: readonly number[]): number {
  const { pairs } = commonSubsequence(a, b);
  for (const [at, [i, j]] of pairs.entries()) {
    expect(a[i]).toBe(b[j]);
    expect(i).toBeGreaterThan(pairs[at - 1]?.[0] ?? -1);
    expect(j).toBeGreaterThan(pairs[at - 1]?.[1] ?? -1);
  }
  return pairs.length;
}

test('is as long as the table of all lengths says', () => {
  fc.assert(
    fc.property(tokens, tokens, (a, b) => {
      expect(expectCommon(a, b)).toBe(lengthByTable(a, b));
      expect(commonSubsequence(a, b).isLongest).toBe(true);
    }),
  );
});

test('of sequences that share nothing is empty, at once', () => {
  const a = Array.from({ length: 10_000 }, (_, i) => i);
  const b = a.map((i) => -1 - i);
  expect(commonSubsequence(a, b)).toEqual({ pairs: [], isLongest: true });
});

test('of sequences too different to search keeps to what each has once', () => {
  const a = Array.from({ length: 10_000 }, (_, i) => (i % 10 === 0 ? i + 1000 : i % 7));
  const b = Array.from({ length: 10_000 }, (_, i) => (i % 10 === 0 ? i + 1000 : (i * 3) % 11));
  const { isLongest, pairs } = commonSubsequence(a, b);
  expect(isLongest).toBe(false);
  expect(pairs.length).toBeGreaterThanOrEqual(1000);
  expect(expectCommon(a, b)).toBe(pairs.length);
});

test('is searched for up to the limit of edits', () => {
  const a = Array.from({ length: editLimit }, (_, i) => [0, i + 1]).flat();
  const b = a.toReversed();
  expect(commonSubsequence(a, b).isLongest).toBe(false);
  const short = a.slice(0, editLimit);
  expect(commonSubsequence(short, short.toReversed()).isLongest).toBe(true);
});
