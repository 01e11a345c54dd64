import { hasNvAttribute, nvNameOf } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { nvIndexOf, nvPublicOf } from '../nv-index.ts';
import { refuse } from '../tpm-refusal.ts';

const mostNvBytes = 1024;

/** Non-volatile storage — Part 3 §31. */
export const nvActions: Actions<'nvReadPublic' | 'nvRead'> = {
  nvReadPublic({ machine, handles }) {
    const nvPublic = nvPublicOf(nvIndexOf(machine, handles[0], 1));
    return { nvPublic, nvName: nvNameOf(nvPublic) };
  },
  nvRead({ machine, handles, parameters: { size, offset } }) {
    const index = nvIndexOf(machine, handles[1], 2);
    if (!hasNvAttribute(index.attributes, 'written')) refuse('NV_UNINITIALIZED');
    if (size > mostNvBytes) refuse('VALUE', 'parameter', 1);
    if (offset + size > index.data.length) refuse('NV_RANGE');
    return { data: index.data.slice(offset, offset + size) };
  },
};
