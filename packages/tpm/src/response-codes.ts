/** TPM_RC — Part 2 §6.6: base values, without the place that format-one codes carry. */
export const responseCode = {
  SUCCESS: 0x000,
  BAD_TAG: 0x01e,
  INITIALIZE: 0x100,
  FAILURE: 0x101,
  SEQUENCE: 0x103,
  DISABLED: 0x120,
  EXCLUSIVE: 0x121,
  AUTH_TYPE: 0x124,
  AUTH_MISSING: 0x125,
  POLICY: 0x126,
  PCR: 0x127,
  PCR_CHANGED: 0x128,
  TOO_MANY_CONTEXTS: 0x12e,
  AUTH_UNAVAILABLE: 0x12f,
  REBOOT: 0x130,
  UNBALANCED: 0x131,
  COMMAND_SIZE: 0x142,
  COMMAND_CODE: 0x143,
  AUTHSIZE: 0x144,
  AUTH_CONTEXT: 0x145,
  NV_RANGE: 0x146,
  NV_SIZE: 0x147,
  NV_LOCKED: 0x148,
  NV_AUTHORIZATION: 0x149,
  NV_UNINITIALIZED: 0x14a,
  NV_SPACE: 0x14b,
  NV_DEFINED: 0x14c,
  BAD_CONTEXT: 0x150,
  CPHASH: 0x151,
  PARENT: 0x152,
  NEEDS_TEST: 0x153,
  NO_RESULT: 0x154,
  SENSITIVE: 0x155,
  ASYMMETRIC: 0x081,
  ATTRIBUTES: 0x082,
  HASH: 0x083,
  VALUE: 0x084,
  HIERARCHY: 0x085,
  KEY_SIZE: 0x087,
  MGF: 0x088,
  MODE: 0x089,
  TYPE: 0x08a,
  HANDLE: 0x08b,
  KDF: 0x08c,
  RANGE: 0x08d,
  AUTH_FAIL: 0x08e,
  NONCE: 0x08f,
  PP: 0x090,
  SCHEME: 0x092,
  SIZE: 0x095,
  SYMMETRIC: 0x096,
  TAG: 0x097,
  SELECTOR: 0x098,
  INSUFFICIENT: 0x09a,
  SIGNATURE: 0x09b,
  KEY: 0x09c,
  POLICY_FAIL: 0x09d,
  INTEGRITY: 0x09f,
  TICKET: 0x0a0,
  RESERVED_BITS: 0x0a1,
  BAD_AUTH: 0x0a2,
  EXPIRED: 0x0a3,
  POLICY_CC: 0x0a4,
  BINDING: 0x0a5,
  CURVE: 0x0a6,
  ECC_POINT: 0x0a7,
  CONTEXT_GAP: 0x901,
  OBJECT_MEMORY: 0x902,
  SESSION_MEMORY: 0x903,
  MEMORY: 0x904,
  SESSION_HANDLES: 0x905,
  OBJECT_HANDLES: 0x906,
  LOCALITY: 0x907,
  YIELDED: 0x908,
  CANCELED: 0x909,
  TESTING: 0x90a,
  REFERENCE_H0: 0x910,
  REFERENCE_S0: 0x918,
  NV_RATE: 0x920,
  LOCKOUT: 0x921,
  RETRY: 0x922,
  NV_UNAVAILABLE: 0x923,
} as const;
export type ResponseCodeName = keyof typeof responseCode;

const nameByCode: ReadonlyMap<number, string> = new Map(
  Object.entries(responseCode).map(([name, code]) => [code, name]),
);

/** Where a format-one code points (Part 2 §6.6.2), numbered from 1. */
export interface ResponseCodePlace {
  readonly kind: 'handle' | 'parameter' | 'session';
  readonly number: number;
}

/** Name and place of any TPM_RC, e.g. `AUTH_FAIL` of session 1 for 0x98e. */
export function describeResponseCode(code: number): {
  readonly name: string;
  readonly place: ResponseCodePlace | null;
} {
  const unknown = `0x${code.toString(16)}`;
  if ((code & 0x80) === 0) {
    if (code >= 0x910 && code <= 0x916) return { name: `REFERENCE_H${code - 0x910}`, place: null };
    if (code >= 0x918 && code <= 0x91e) return { name: `REFERENCE_S${code - 0x918}`, place: null };
    return { name: nameByCode.get(code) ?? unknown, place: null };
  }
  const name = nameByCode.get(code & 0xbf) ?? unknown;
  const number = (code >> 8) & 0xf;
  if ((code & 0x40) !== 0) return { name, place: { kind: 'parameter', number } };
  if (number === 0) return { name, place: null };
  return number >= 8
    ? { name, place: { kind: 'session', number: number - 8 } }
    : { name, place: { kind: 'handle', number } };
}
