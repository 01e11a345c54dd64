/** TPM_EO — Part 2 §6.8: how an operand is compared; `u` unsigned, `s` signed. */
export const policyOperation = {
  eq: 0,
  neq: 1,
  sgt: 2,
  ugt: 3,
  slt: 4,
  ult: 5,
  sge: 6,
  uge: 7,
  sle: 8,
  ule: 9,
  bitset: 10,
  bitclear: 11,
} as const;
export type PolicyOperation = keyof typeof policyOperation;
