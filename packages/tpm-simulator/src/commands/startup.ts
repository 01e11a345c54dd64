import type { HashName } from '@gatehouse/bytes/crypto';
import {
  coordinateSize,
  hasNvAttribute,
  nvAttribute,
  permanentHandle,
  responseCode,
} from '@gatehouse/tpm';
import { implementedAlgorithms } from '../algorithms.ts';
import { startDictionaryAttack } from '../dictionary-attack.ts';
import { curveConstants, curveHash } from '../ecc.ts';
import type { Actions } from '../execution.ts';
import { allEnabled, clockInfoOf, type Machine, type SavedState, timeOf } from '../machine.ts';
import { PcrBanks } from '../pcr-banks.ts';
import { rsaKeySizes } from '../public-area-check.ts';
import type { NvIndex } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

/** Bits that a start takes away: locks until the next start, and contents of CLEAR_STCLEAR — Part 2 §13.4. */
function startedNv(index: NvIndex): NvIndex {
  const has = (name: Parameters<typeof hasNvAttribute>[1]) =>
    hasNvAttribute(index.attributes, name);
  const unlocked =
    (has('writeDefine') && has('written') ? 0 : has('writeStClear') ? nvAttribute.writeLocked : 0) |
    (has('readStClear') ? nvAttribute.readLocked : 0) |
    (has('clearStClear') ? nvAttribute.written : 0);
  return { ...index, attributes: (index.attributes & ~unlocked) >>> 0 };
}

/** TPM Reset and TPM Restart — Part 1 §12.2.3: what a start with CLEAR makes anew. */
function startClear({ persistent, volatile }: Machine): void {
  volatile.enabled = allEnabled;
  persistent.auths.delete(permanentHandle.platform);
  persistent.policies.delete(permanentHandle.platform);
  for (const [handle, index] of persistent.nv) persistent.nv.set(handle, startedNv(index));
}

/** What the null hierarchy and the saved sessions need to go on, after Restart and Resume. */
function continueFrom({ volatile }: Machine, saved: SavedState): void {
  volatile.nullSeed = saved.nullSeed;
  volatile.contextSequence = saved.contextSequence;
  volatile.savedSessions = new Map(saved.savedSessions);
}

/** TPM Resume — Part 1 §12.2.3.4. */
function resume({ volatile }: Machine, saved: SavedState): void {
  volatile.enabled = saved.enabled;
  volatile.pcrs = new PcrBanks(saved.pcrs.map(({ hash }) => hash));
  for (const { hash, values } of saved.pcrs) volatile.pcrs.restore(hash, values);
  volatile.pcrs.updateCounter = saved.pcrUpdateCounter;
}

const stateOf = ({ volatile }: Machine): SavedState => ({
  nullSeed: volatile.nullSeed,
  contextSequence: volatile.contextSequence,
  savedSessions: new Map(volatile.savedSessions),
  enabled: volatile.enabled,
  pcrs: volatile.pcrs.banks.map((hash: HashName) => ({
    hash,
    values: volatile.pcrs.whole(hash).slice(),
  })),
  pcrUpdateCounter: volatile.pcrs.updateCounter,
});

const mostRandom = 64;

/** Start-up, self test, random numbers and the clock — Part 3 §9, §10, §14, §16, §29, §30.3. */
export const startupActions: Actions<
  | 'startup'
  | 'shutdown'
  | 'selfTest'
  | 'incrementalSelfTest'
  | 'getTestResult'
  | 'testParms'
  | 'eccParameters'
  | 'getRandom'
  | 'stirRandom'
  | 'readClock'
  | 'clockRateAdjust'
  | 'clockSet'
> = {
  startup({ machine, parameters, locality }) {
    const { persistent, volatile } = machine;
    const saved = persistent.shutdown === 'state' ? persistent.savedState : null;
    if (parameters.startupType === 'state' && saved === null) refuse('VALUE', 'parameter', 1);
    if (![0, 3, 4].includes(locality)) refuse('LOCALITY');
    if (saved !== null) continueFrom(machine, saved);
    if (parameters.startupType === 'state' && saved !== null) resume(machine, saved);
    else startClear(machine);
    volatile.started = true;
    volatile.orderly = persistent.shutdown !== 'none';
    persistent.shutdown = 'none';
    persistent.savedState = null;
    startDictionaryAttack(machine);
    if (saved === null) {
      persistent.resetCount += 1;
      persistent.restartCount = 0;
    } else persistent.restartCount += 1;
    return {};
  },
  shutdown({ machine, parameters }) {
    const { persistent, volatile } = machine;
    const isAllocated = volatile.pcrs.banks.every((bank) => persistent.banks.includes(bank));
    const isSame = isAllocated && volatile.pcrs.banks.length === persistent.banks.length;
    // The PCRs of a resume would be those of the banks of before — Part 3 §9.4.
    if (parameters.shutdownType === 'state' && !isSame) refuse('TYPE', 'parameter', 1);
    persistent.shutdown = parameters.shutdownType;
    persistent.savedState = parameters.shutdownType === 'state' ? stateOf(machine) : null;
    return {};
  },
  selfTest() {
    return {};
  },
  incrementalSelfTest({ parameters }) {
    const known = implementedAlgorithms.map(({ alg }): number => alg);
    // What the reference implementation says of an algorithm that it does not have.
    if (parameters.toTest.some((alg) => !known.includes(alg))) refuse('VALUE', 'parameter', 1);
    return { toDoList: [] };
  },
  getTestResult() {
    return { outData: new Uint8Array(), testResult: responseCode.SUCCESS };
  },
  testParms({ parameters: { parameters } }) {
    if (parameters.type === 'rsa' && !rsaKeySizes.includes(parameters.keyBits))
      refuse('VALUE', 'parameter', 1);
    return {};
  },
  eccParameters({ parameters: { curveId } }) {
    return {
      parameters: {
        curveId,
        keySize: Math.min(521, 8 * coordinateSize[curveId]),
        kdf: { scheme: 'kdf1Sp800_56a', hash: curveHash[curveId] },
        sign: { scheme: 'null' },
        ...curveConstants(curveId),
      },
    };
  },
  getRandom({ machine, parameters }) {
    return { randomBytes: machine.randomBytes(Math.min(mostRandom, parameters.bytesRequested)) };
  },
  stirRandom() {
    return {};
  },
  readClock({ machine }) {
    return { time: BigInt(timeOf(machine)), clockInfo: clockInfoOf(machine) };
  },
  /** The clock of the machine is taken for true: there is nothing to make up for. */
  clockRateAdjust() {
    return {};
  },
  /** Forward only — Part 3 §29.2. */
  clockSet({ machine, parameters: { newTime } }) {
    const { clock } = clockInfoOf(machine);
    if (newTime < clock || newTime >= 0xffff000000000000n) refuse('VALUE', 'parameter', 1);
    machine.persistent.clock += newTime - clock;
    return {};
  },
};
