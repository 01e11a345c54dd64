import { hasNvAttribute, type NvPublic, nvNameOf } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import type { Machine } from '../machine.ts';
import type { NvIndex } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

const indexOf = (machine: Machine, handle: number | undefined, position: number): NvIndex =>
  (handle === undefined ? undefined : machine.persistent.nv.get(handle)) ??
  refuse('HANDLE', 'handle', position);

const publicOf = ({ index, attributes, data }: NvIndex): NvPublic => ({
  nvIndex: index,
  nameAlg: 'sha256',
  attributes,
  authPolicy: new Uint8Array(),
  dataSize: data.length,
});

const mostNvBytes = 1024;

/** Non-volatile storage — Part 3 §31. */
export const nvActions: Actions<'nvReadPublic' | 'nvRead'> = {
  nvReadPublic({ machine, handles }) {
    const nvPublic = publicOf(indexOf(machine, handles[0], 1));
    return { nvPublic, nvName: nvNameOf(nvPublic) };
  },
  nvRead({ machine, handles, parameters: { size, offset } }) {
    const index = indexOf(machine, handles[1], 2);
    if (!hasNvAttribute(index.attributes, 'written')) refuse('NV_UNINITIALIZED');
    if (size > mostNvBytes) refuse('VALUE', 'parameter', 1);
    if (offset + size > index.data.length) refuse('NV_RANGE');
    return { data: index.data.slice(offset, offset + size) };
  },
};
