import {
  digestSizeOf,
  hasNvAttribute,
  isHandle,
  type NvAttribute,
  nvAttribute,
  nvNameOf,
  permanentHandle,
} from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { nvSlots } from '../machine.ts';
import { nvIndexOf, nvPublicOf } from '../nv-index.ts';
import type { NvIndex } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

const mostNvBytes = 1024;
const largestIndex = 2048;
/** TPMA_NV.TPM_NT — Part 2 §13.2: 0 is an ordinary index; counters and the like are not here. */
const typeBits = 0xf0;

type Way = Readonly<Record<'owner' | 'platform' | 'auth' | 'policy', NvAttribute>>;
const reading: Way = {
  owner: 'ownerRead',
  platform: 'ppRead',
  auth: 'authRead',
  policy: 'policyRead',
};
const writing: Way = {
  owner: 'ownerWrite',
  platform: 'ppWrite',
  auth: 'authWrite',
  policy: 'policyWrite',
};

/** Who authorizes must be let in by the attributes of the index — Part 3 §31.1. */
function checkWay(authHandle: number | undefined, index: NvIndex, way: Way): void {
  const has = (name: NvAttribute): boolean => hasNvAttribute(index.attributes, name);
  const allowed =
    authHandle === permanentHandle.owner
      ? has(way.owner)
      : authHandle === permanentHandle.platform
        ? has(way.platform)
        : authHandle === index.index && (has(way.auth) || has(way.policy));
  if (!allowed) refuse('NV_AUTHORIZATION');
}

/** Non-volatile storage — Part 3 §31. */
export const nvActions: Actions<
  'nvReadPublic' | 'nvRead' | 'nvDefineSpace' | 'nvUndefineSpace' | 'nvWrite'
> = {
  nvReadPublic({ machine, handles }) {
    const nvPublic = nvPublicOf(nvIndexOf(machine, handles[0], 1));
    return { nvPublic, nvName: nvNameOf(nvPublic) };
  },
  nvRead({ machine, handles, parameters: { size, offset } }) {
    const index = nvIndexOf(machine, handles[1], 2);
    checkWay(handles[0], index, reading);
    if (!hasNvAttribute(index.attributes, 'written')) refuse('NV_UNINITIALIZED');
    if (size > mostNvBytes) refuse('VALUE', 'parameter', 1);
    if (offset + size > index.data.length) refuse('NV_RANGE');
    return { data: index.data.slice(offset, offset + size) };
  },
  nvDefineSpace({ machine, handles, parameters: { auth, publicInfo } }) {
    const { nvIndex, nameAlg, attributes, authPolicy, dataSize } = publicInfo;
    const byPlatform = handles[0] === permanentHandle.platform;
    if (!byPlatform && handles[0] !== permanentHandle.owner) refuse('VALUE', 'handle');
    if (!isHandle(nvIndex, 'nvIndex')) refuse('VALUE', 'parameter', 2);
    if (auth.length > digestSizeOf(nameAlg)) refuse('SIZE', 'parameter', 1);
    if (![0, digestSizeOf(nameAlg)].includes(authPolicy.length)) refuse('SIZE', 'parameter', 2);
    if (dataSize > largestIndex) refuse('SIZE', 'parameter', 2);
    const set = (name: NvAttribute): boolean => hasNvAttribute(attributes, name);
    const refused = set('written') || set('writeLocked') || set('readLocked');
    if (refused || (attributes & typeBits) !== 0 || set('platformCreate') !== byPlatform)
      refuse('ATTRIBUTES', 'parameter', 2);
    if (machine.persistent.nv.has(nvIndex)) refuse('NV_DEFINED');
    if (machine.persistent.nv.size >= nvSlots) refuse('NV_SPACE');
    machine.persistent.nv.set(nvIndex, {
      index: nvIndex,
      nameAlg,
      attributes,
      authPolicy: authPolicy.slice(),
      authValue: auth.slice(),
      data: new Uint8Array(dataSize).fill(0xff),
    });
    return {};
  },
  nvUndefineSpace({ machine, handles }) {
    const index = nvIndexOf(machine, handles[1], 2);
    const byPlatform = handles[0] === permanentHandle.platform;
    if (!byPlatform && handles[0] !== permanentHandle.owner) refuse('VALUE', 'handle');
    if (!byPlatform && hasNvAttribute(index.attributes, 'platformCreate'))
      refuse('NV_AUTHORIZATION');
    machine.persistent.nv.delete(index.index);
    return {};
  },
  nvWrite({ machine, handles, parameters: { data, offset } }) {
    const index = nvIndexOf(machine, handles[1], 2);
    checkWay(handles[0], index, writing);
    if (hasNvAttribute(index.attributes, 'writeLocked')) refuse('NV_LOCKED');
    if (offset + data.length > index.data.length) refuse('NV_RANGE');
    const attributes = (index.attributes | nvAttribute.written) >>> 0;
    const content = index.data.slice();
    content.set(data, offset);
    machine.persistent.nv.set(index.index, { ...index, attributes, data: content });
    return {};
  },
};
