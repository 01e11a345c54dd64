/** TPMA_OBJECT — Part 2 §8.3: value of each bit. */
export const objectAttribute = {
  fixedTpm: 1 << 1,
  stClear: 1 << 2,
  fixedParent: 1 << 4,
  sensitiveDataOrigin: 1 << 5,
  userWithAuth: 1 << 6,
  adminWithPolicy: 1 << 7,
  noDa: 1 << 10,
  encryptedDuplication: 1 << 11,
  restricted: 1 << 16,
  decrypt: 1 << 17,
  sign: 1 << 18,
  x509Sign: 1 << 19,
} as const;
export type ObjectAttribute = keyof typeof objectAttribute;

export const hasAttribute = (attributes: number, name: ObjectAttribute): boolean =>
  (attributes & objectAttribute[name]) !== 0;

export const objectAttributes = (...names: readonly ObjectAttribute[]): number =>
  names.reduce((word, name) => word | objectAttribute[name], 0);

/** TPMA_NV — Part 2 §13.4: value of each bit. */
export const nvAttribute = {
  ppWrite: 1 << 0,
  ownerWrite: 1 << 1,
  authWrite: 1 << 2,
  policyWrite: 1 << 3,
  policyDelete: 1 << 10,
  writeLocked: 1 << 11,
  writeAll: 1 << 12,
  writeDefine: 1 << 13,
  writeStClear: 1 << 14,
  globalLock: 1 << 15,
  ppRead: 1 << 16,
  ownerRead: 1 << 17,
  authRead: 1 << 18,
  policyRead: 1 << 19,
  noDa: 1 << 25,
  orderly: 1 << 26,
  clearStClear: 1 << 27,
  readLocked: 1 << 28,
  written: 1 << 29,
  platformCreate: 1 << 30,
  readStClear: 0x80000000,
} as const;
export type NvAttribute = keyof typeof nvAttribute;

export const hasNvAttribute = (attributes: number, name: NvAttribute): boolean =>
  (attributes & nvAttribute[name]) !== 0;

export const nvAttributes = (...names: readonly NvAttribute[]): number =>
  names.reduce((word, name) => word | nvAttribute[name], 0) >>> 0;

/** TPM_NT — Part 2 §13.2, bits 4 to 7 of TPMA_NV. */
const nvTypes = {
  ordinary: 0x0,
  counter: 0x1,
  bits: 0x2,
  extend: 0x4,
  pinFail: 0x8,
  pinPass: 0x9,
} as const;
export type NvType = keyof typeof nvTypes;

const nvTypeNames: ReadonlyMap<number, string> = new Map(
  Object.entries(nvTypes).map(([name, value]) => [value, name]),
);
const isNvType = (name: string | undefined): name is NvType =>
  name !== undefined && name in nvTypes;

/** What kind of index the attributes define; null for one that Part 2 does not know. */
export function nvTypeOf(attributes: number): NvType | null {
  const name = nvTypeNames.get((attributes >>> 4) & 0xf);
  return isNvType(name) ? name : null;
}

/** TPMA_SESSION — Part 2 §8.4: value of each bit. */
export const sessionAttribute = {
  continueSession: 0x01,
  auditExclusive: 0x02,
  auditReset: 0x04,
  decrypt: 0x20,
  encrypt: 0x40,
  audit: 0x80,
} as const;
