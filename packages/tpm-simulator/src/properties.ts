import {
  algorithm,
  commands,
  digestSizeOf,
  eccCurve,
  hashId,
  maxCommandSize,
  pcrCount,
  permanentHandle,
} from '@gatehouse/tpm';
import { dictionaryAttackOf, isInLockout } from './dictionary-attack.ts';
import { firmwareVersion, manufacturer } from './identity.ts';
import { type Machine, nvSlots, persistentSlots, sessionSlots, transientSlots } from './machine.ts';
import { isCounter } from './nv-index.ts';

export type Property = readonly [property: number, value: number];

const commandCount = Object.keys(commands).length;

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
  [0x114, 0xffffffff],
  [0x116, 0],
  [0x117, 2048],
  [0x118, 0x6],
  [0x119, 1],
  [0x11a, hashId('sha256')],
  [0x11b, algorithm.aes],
  [0x11c, 256],
  [0x11d, 0],
  [0x11e, maxCommandSize],
  [0x11f, maxCommandSize],
  [0x120, digestSizeOf('sha512')],
  [0x121, 3072],
  [0x122, 1024],
  [0x123, 0x322e3000],
  [0x124, 0],
  [0x125, 164],
  [0x126, 75],
  [0x127, 2021],
  [0x128, 0],
  [0x129, commandCount],
  [0x12a, commandCount],
  [0x12b, 0],
  [0x12c, 1024],
  [0x12d, 0],
  [0x12e, 1024],
];

/** TPMA_PERMANENT — Part 2 §8.6. */
function permanentBits({ persistent }: Machine, inLockout: boolean): number {
  const isSet = (handle: number): boolean => (persistent.auths.get(handle)?.length ?? 0) > 0;
  return bits([
    [isSet(permanentHandle.owner), 0x1],
    [isSet(permanentHandle.endorsement), 0x2],
    [isSet(permanentHandle.lockout), 0x4],
    [persistent.clearDisabled, 0x100],
    [inLockout, 0x200],
    // tpmGeneratedEPS
    [true, 0x400],
  ]);
}

/** TPMA_STARTUP_CLEAR — Part 2 §8.7. */
const startupBits = ({ volatile: { enabled, orderly } }: Machine): number =>
  bits([
    [enabled.platform, 0x1],
    [enabled.owner, 0x2],
    [enabled.endorsement, 0x4],
    [enabled.platformNv, 0x8],
    [orderly, 0x80000000],
  ]);

const bits = (flags: readonly (readonly [boolean, number])[]): number =>
  flags.reduce((word, [set, bit]) => (set ? word | bit : word), 0) >>> 0;

/** The variable group (PT_VAR). */
function variableProperties(machine: Machine): readonly Property[] {
  const { volatile, persistent } = machine;
  const state = dictionaryAttackOf(machine);
  const sessions = volatile.sessions.size;
  const active = sessions + volatile.savedSessions.size;
  const loaded = volatile.objects.size + volatile.sequences.size;
  const counters = [...persistent.nv.values()].filter(isCounter).length;
  return [
    [0x200, permanentBits(machine, isInLockout(machine))],
    [0x201, startupBits(machine)],
    [0x202, persistent.nv.size],
    [0x203, sessions],
    [0x204, sessionSlots - active],
    [0x205, active],
    [0x206, sessionSlots - active],
    [0x207, transientSlots - loaded],
    [0x208, persistent.objects.size],
    [0x209, persistentSlots - persistent.objects.size],
    [0x20a, counters],
    [0x20b, nvSlots - persistent.nv.size],
    [0x20c, 0],
    [0x20d, Object.keys(eccCurve).length],
    [0x20e, state.failedTries],
    [0x20f, state.maxTries],
    [0x210, state.recoveryTime],
    [0x211, state.lockoutRecovery],
    [0x212, 0],
    [0x213, 0],
    [0x214, 0],
  ];
}

/** TPM_PT from `property` on, within its group of 256. */
export const propertiesFrom = (machine: Machine, property: number): readonly Property[] =>
  [...fixedProperties, ...variableProperties(machine)].filter(
    ([id]) => id >= property && id >>> 8 === Math.max(property, 0x100) >>> 8,
  );
