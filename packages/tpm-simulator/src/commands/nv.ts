import { ByteReader, ByteWriter } from '@gatehouse/bytes';
import { digestSize, hash } from '@gatehouse/bytes/crypto';
import {
  hasNvAttribute,
  isHandle,
  type NvAttribute,
  type NvPublic,
  nvAttribute,
  nvNameOf,
  nvTypeOf,
  permanentHandle,
} from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { type Machine, nvSlots } from '../machine.ts';
import { checkNvRead, checkNvReadable, checkNvWrite, mostNvBytes, readNv } from '../nv-access.ts';
import { nvIndexOf, nvPublicOf } from '../nv-index.ts';
import { trimmed } from '../session-hmac.ts';
import type { NvIndex } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

const largestIndex = 2048;
/** TPM_NT and every attribute of TPMA_NV; the other bits are reserved. */
const known = Object.values(nvAttribute).reduce<number>((word, bit) => word | bit, 0xf0);

const word = (value: bigint): Uint8Array => new ByteWriter().u64(value).finish();
const wordOf = (data: Uint8Array): bigint => new ByteReader(data, 'NV word').u64();

/** Data size that the type of an index asks for; null for a free one. */
const fixedSize = ({ nameAlg, attributes }: NvPublic): number | null => {
  const type = nvTypeOf(attributes);
  if (type === 'ordinary') return null;
  return type === 'extend' ? digestSize[nameAlg] : 8;
};

/** The attributes must agree with each other — Part 3 §31.3.1. */
function attributesFit({ attributes }: NvPublic): boolean {
  const has = (name: NvAttribute): boolean => hasNvAttribute(attributes, name);
  const type = nvTypeOf(attributes);
  const readers: readonly NvAttribute[] = ['ppRead', 'ownerRead', 'authRead', 'policyRead'];
  const writers: readonly NvAttribute[] = ['ppWrite', 'ownerWrite', 'authWrite', 'policyWrite'];
  // PIN indices are not computed here.
  if (type === null || type === 'pinFail' || type === 'pinPass') return false;
  if (has('written') || has('writeLocked') || has('readLocked')) return false;
  if (!readers.some(has) || !writers.some(has)) return false;
  if (has('clearStClear') && (type === 'counter' || has('writeDefine'))) return false;
  return !(has('policyDelete') && !has('platformCreate'));
}

function checkDefinition({ persistent }: Machine, area: NvPublic, byPlatform: boolean): void {
  const size = fixedSize(area);
  if (!isHandle(area.nvIndex, 'nvIndex')) refuse('VALUE', 'parameter', 2);
  if ((area.attributes & ~known) !== 0) refuse('RESERVED_BITS', 'parameter', 2);
  if (![0, digestSize[area.nameAlg]].includes(area.authPolicy.length))
    refuse('SIZE', 'parameter', 2);
  if (!attributesFit(area)) refuse('ATTRIBUTES', 'parameter', 2);
  if (hasNvAttribute(area.attributes, 'platformCreate') !== byPlatform)
    refuse('ATTRIBUTES', 'handle');
  const largest = hasNvAttribute(area.attributes, 'writeAll') ? mostNvBytes : largestIndex;
  if (area.dataSize > largest || (size !== null && area.dataSize !== size))
    refuse('SIZE', 'parameter', 2);
  if (persistent.nv.has(area.nvIndex)) refuse('NV_DEFINED');
  if (persistent.nv.size >= nvSlots) refuse('NV_SPACE');
}

const isOfType = ({ attributes }: NvIndex, type: ReturnType<typeof nvTypeOf>): boolean =>
  nvTypeOf(attributes) === type;

/** Index 2 of the command, which may be written by who authorizes. */
function writable(machine: Machine, handles: readonly number[]): NvIndex {
  const index = nvIndexOf(machine, handles[1], 2);
  checkNvWrite(handles[0], index);
  return index;
}

/** {@link writable}, of the one type that the command is for. */
function writableAs(
  type: 'counter' | 'extend' | 'bits',
  machine: Machine,
  handles: readonly number[],
): NvIndex {
  const index = writable(machine, handles);
  return isOfType(index, type) ? index : refuse('ATTRIBUTES', 'handle', 2);
}

const change = (
  { persistent }: Machine,
  index: NvIndex,
  attribute: NvAttribute,
  data = index.data,
): void => {
  const attributes = (index.attributes | nvAttribute[attribute]) >>> 0;
  persistent.nv.set(index.index, { ...index, attributes, data });
};

const isWritten = ({ attributes }: NvIndex): boolean => hasNvAttribute(attributes, 'written');

/** Non-volatile storage — Part 3 §31. */
export const nvActions: Actions<
  | 'nvReadPublic'
  | 'nvRead'
  | 'nvDefineSpace'
  | 'nvUndefineSpace'
  | 'nvUndefineSpaceSpecial'
  | 'nvWrite'
  | 'nvIncrement'
  | 'nvExtend'
  | 'nvSetBits'
  | 'nvWriteLock'
  | 'nvGlobalWriteLock'
  | 'nvReadLock'
  | 'nvChangeAuth'
> = {
  nvReadPublic({ machine, handles }) {
    const nvPublic = nvPublicOf(nvIndexOf(machine, handles[0]));
    return { nvPublic, nvName: nvNameOf(nvPublic) };
  },
  nvRead({ machine, handles, parameters: { size, offset } }) {
    const index = nvIndexOf(machine, handles[1], 2);
    checkNvRead(handles[0], index);
    checkNvReadable(index);
    return { data: readNv(index, size, offset) };
  },
  nvDefineSpace({ machine, handles, parameters: { auth, publicInfo } }) {
    const { nvIndex, nameAlg, attributes, authPolicy, dataSize } = publicInfo;
    if (auth.length > digestSize[nameAlg]) refuse('SIZE', 'parameter', 1);
    checkDefinition(machine, publicInfo, handles[0] === permanentHandle.platform);
    machine.persistent.nv.set(nvIndex, {
      index: nvIndex,
      nameAlg,
      attributes,
      authPolicy: authPolicy.slice(),
      authValue: trimmed(auth).slice(),
      data: new Uint8Array(dataSize).fill(0xff),
    });
    return {};
  },
  nvUndefineSpace({ machine, handles }) {
    const index = nvIndexOf(machine, handles[1], 2);
    const has = (name: NvAttribute): boolean => hasNvAttribute(index.attributes, name);
    if (has('policyDelete')) refuse('ATTRIBUTES', 'handle', 2);
    if (handles[0] !== permanentHandle.platform && has('platformCreate'))
      refuse('NV_AUTHORIZATION');
    machine.persistent.nv.delete(index.index);
    return {};
  },
  nvUndefineSpaceSpecial({ machine, handles }) {
    const index = nvIndexOf(machine, handles[0]);
    if (!hasNvAttribute(index.attributes, 'policyDelete')) refuse('ATTRIBUTES', 'handle');
    machine.persistent.nv.delete(index.index);
    return {};
  },
  nvWrite({ machine, handles, parameters: { data, offset } }) {
    const index = writable(machine, handles);
    if (!isOfType(index, 'ordinary')) refuse('ATTRIBUTES');
    const size = index.data.length;
    if (offset > size) refuse('VALUE', 'parameter', 2);
    if (data.length > size - offset) refuse('NV_RANGE');
    const whole = data.length === size;
    if (hasNvAttribute(index.attributes, 'writeAll') && !whole) refuse('NV_RANGE');
    const content = index.data.slice();
    content.set(data, offset);
    change(machine, index, 'written', content);
    return {};
  },
  /** A new counter goes on above every one that there was — Part 3 §31.8. */
  nvIncrement({ machine, handles }) {
    const index = writableAs('counter', machine, handles);
    const before = isWritten(index) ? wordOf(index.data) : machine.persistent.highestCounter;
    const count = before + 1n;
    if (count > machine.persistent.highestCounter) machine.persistent.highestCounter = count;
    change(machine, index, 'written', word(BigInt.asUintN(64, count)));
    return {};
  },
  nvExtend({ machine, handles, parameters: { data } }) {
    const index = writableAs('extend', machine, handles);
    const old = isWritten(index) ? index.data : new Uint8Array(digestSize[index.nameAlg]);
    change(machine, index, 'written', hash(index.nameAlg, old, data));
    return {};
  },
  nvSetBits({ machine, handles, parameters: { bits } }) {
    const index = writableAs('bits', machine, handles);
    const old = isWritten(index) ? wordOf(index.data) : 0n;
    change(machine, index, 'written', word(old | bits));
    return {};
  },
  nvWriteLock({ machine, handles }) {
    const index = nvIndexOf(machine, handles[1], 2);
    const has = (name: NvAttribute): boolean => hasNvAttribute(index.attributes, name);
    if (has('writeLocked')) return {};
    checkNvWrite(handles[0], index);
    if (!has('writeDefine') && !has('writeStClear')) refuse('ATTRIBUTES', 'handle', 2);
    change(machine, index, 'writeLocked');
    return {};
  },
  nvGlobalWriteLock({ machine }) {
    for (const index of machine.persistent.nv.values())
      if (hasNvAttribute(index.attributes, 'globalLock')) change(machine, index, 'writeLocked');
    return {};
  },
  nvReadLock({ machine, handles }) {
    const index = nvIndexOf(machine, handles[1], 2);
    if (hasNvAttribute(index.attributes, 'readLocked')) return {};
    checkNvRead(handles[0], index);
    if (!hasNvAttribute(index.attributes, 'readStClear')) refuse('ATTRIBUTES', 'handle', 2);
    change(machine, index, 'readLocked');
    return {};
  },
  nvChangeAuth({ machine, handles, parameters: { newAuth } }) {
    const index = nvIndexOf(machine, handles[0]);
    if (newAuth.length > digestSize[index.nameAlg]) refuse('SIZE', 'parameter', 1);
    machine.persistent.nv.set(index.index, { ...index, authValue: trimmed(newAuth).slice() });
    return {};
  },
};
