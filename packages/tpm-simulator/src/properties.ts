import { digestSizeOf, maxCommandSize, pcrCount, permanentHandle } from '@gatehouse/tpm';
import { firmwareVersion, manufacturer } from './identity.ts';
import { type Machine, persistentSlots, sessionSlots, transientSlots } from './machine.ts';

export type Property = readonly [property: number, value: number];

/** TPM_PT — Part 2 §6.13, the fixed group (PT_FIXED). */
const fixedProperties: readonly Property[] = [
  [0x100, 0x322e3000],
  [0x101, 0],
  [0x102, 164],
  [0x103, 75],
  [0x104, 2021],
  [0x105, manufacturer],
  [0x106, 0x47617465],
  [0x107, 0x686f7573],
  [0x108, 0x65000000],
  [0x109, 0],
  [0x10a, 1],
  [0x10b, Number(firmwareVersion >> 32n)],
  [0x10c, Number(firmwareVersion & 0xffffffffn)],
  [0x10d, 1024],
  [0x10e, transientSlots],
  [0x10f, persistentSlots],
  [0x110, sessionSlots],
  [0x111, sessionSlots],
  [0x112, pcrCount],
  [0x113, 3],
  [0x117, 2048],
  [0x11e, maxCommandSize],
  [0x11f, maxCommandSize],
  [0x120, digestSizeOf('sha512')],
  [0x12c, 1024],
  [0x12e, 1024],
];

/** TPMA_PERMANENT.tpmGeneratedEPS — Part 2 §8.6. */
const generatedEps = 0x400;
/** ownerAuthSet, endorsementAuthSet, lockoutAuthSet. */
const authSetBits = [
  [permanentHandle.owner, 1],
  [permanentHandle.endorsement, 2],
  [permanentHandle.lockout, 4],
] as const;
const authsSet = (auths: ReadonlyMap<number, Uint8Array>): number =>
  authSetBits.reduce((bits, [handle, bit]) => (auths.get(handle)?.length ? bits | bit : bits), 0);
/** TPMA_STARTUP_CLEAR — Part 2 §8.7: every hierarchy and platform NV enabled, orderly. */
const allEnabled = 0x8000000f;

/** The variable group (PT_VAR). */
function variableProperties({ volatile, persistent }: Machine): readonly Property[] {
  const sessions = volatile.sessions.size;
  const active = sessions + volatile.savedSessions.size;
  return [
    [0x200, generatedEps | authsSet(persistent.auths)],
    [0x201, allEnabled],
    [0x202, persistent.nv.size],
    [0x203, sessions],
    [0x204, sessionSlots - active],
    [0x205, active],
    [0x206, sessionSlots - active],
    [0x207, transientSlots - volatile.objects.size],
    [0x208, persistent.objects.size],
    [0x209, persistentSlots - persistent.objects.size],
    [0x20c, 0],
    [0x20d, 3],
    [0x20e, 0],
  ];
}

/** TPM_PT from `property` on, within its group of 256. */
export const propertiesFrom = (machine: Machine, property: number): readonly Property[] =>
  [...fixedProperties, ...variableProperties(machine)].filter(
    ([id]) => id >= property && id >>> 8 === Math.max(property, 0x100) >>> 8,
  );

/** TPMA_ALGORITHM — Part 2 §8.2. */
const kind = {
  asymmetric: 1,
  symmetric: 2,
  hash: 4,
  object: 8,
  signing: 0x100,
  encrypting: 0x200,
  method: 0x400,
} as const;
const of = (...kinds: readonly (keyof typeof kind)[]): number =>
  kinds.reduce((bits, name) => bits | kind[name], 0);

/** What we compute, with TPMA_ALGORITHM. */
export const implementedAlgorithms = [
  { alg: 0x0004, algProperties: of('hash') },
  { alg: 0x0005, algProperties: of('hash', 'signing') },
  { alg: 0x0006, algProperties: of('symmetric') },
  { alg: 0x0008, algProperties: of('hash', 'object', 'signing', 'encrypting') },
  { alg: 0x000b, algProperties: of('hash') },
  { alg: 0x000c, algProperties: of('hash') },
  { alg: 0x000d, algProperties: of('hash') },
  { alg: 0x0018, algProperties: of('asymmetric', 'signing') },
  { alg: 0x0019, algProperties: of('asymmetric', 'method') },
  { alg: 0x0020, algProperties: of('hash', 'method') },
  { alg: 0x0022, algProperties: of('hash', 'method') },
  { alg: 0x0023, algProperties: of('asymmetric', 'object') },
  { alg: 0x0043, algProperties: of('symmetric', 'encrypting') },
] as const;
