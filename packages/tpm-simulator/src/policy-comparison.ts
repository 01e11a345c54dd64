import type { PolicyOperation } from '@gatehouse/tpm';
import { toInteger } from './integers.ts';

type Test = (a: bigint, b: bigint) => boolean;

const greater: Test = (a, b) => a > b;
const less: Test = (a, b) => a < b;
const notLess: Test = (a, b) => a >= b;
const notGreater: Test = (a, b) => a <= b;

/** TPM_EO — Part 2 §6.8: each comparison, and whether the operands are signed. */
const operations = {
  eq: { signed: false, test: (a, b) => a === b },
  neq: { signed: false, test: (a, b) => a !== b },
  sgt: { signed: true, test: greater },
  ugt: { signed: false, test: greater },
  slt: { signed: true, test: less },
  ult: { signed: false, test: less },
  sge: { signed: true, test: notLess },
  uge: { signed: false, test: notLess },
  sle: { signed: true, test: notGreater },
  ule: { signed: false, test: notGreater },
  bitset: { signed: false, test: (a, b) => (a & b) === b },
  bitclear: { signed: false, test: (a, b) => (a & b) === 0n },
} as const satisfies Readonly<
  Record<PolicyOperation, { readonly signed: boolean; readonly test: Test }>
>;

/** Whether `a` and `b`, big-endian and of one length, compare so — Part 1 §37.2. */
export function compares(operation: PolicyOperation, a: Uint8Array, b: Uint8Array): boolean {
  const { signed, test } = operations[operation];
  const number = (bytes: Uint8Array): bigint =>
    signed ? BigInt.asIntN(8 * bytes.length, toInteger(bytes)) : toInteger(bytes);
  return test(number(a), number(b));
}
