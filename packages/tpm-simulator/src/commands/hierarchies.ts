import { permanentHandle } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { refuse } from '../tpm-refusal.ts';

const changeable: readonly number[] = [
  permanentHandle.owner,
  permanentHandle.endorsement,
  permanentHandle.platform,
  permanentHandle.lockout,
];
const longestAuth = 64;

/** Hierarchies — Part 3 §24. */
export const hierarchyActions: Actions<'hierarchyChangeAuth'> = {
  hierarchyChangeAuth({ machine, handles: [handle = 0], parameters: { newAuth } }) {
    if (!changeable.includes(handle)) refuse('VALUE', 'handle');
    if (newAuth.length > longestAuth) refuse('SIZE', 'parameter', 1);
    machine.persistent.auths.set(handle, newAuth.slice());
    return {};
  },
};
