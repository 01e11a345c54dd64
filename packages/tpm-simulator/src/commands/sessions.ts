import { digestSize } from '@gatehouse/bytes/crypto';
import { permanentHandle } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { freeSession } from '../machine.ts';
import { emptyPolicy } from '../policy-state.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

/** Sessions — Part 3 §11. */
export const sessionActions: Actions<'startAuthSession'> = {
  startAuthSession({ machine, handles, parameters }) {
    const { sessionType, authHash, nonceCaller } = parameters;
    if (nonceCaller.length < 16) refuse('SIZE', 'parameter', 1);
    if (handles.some((handle) => handle !== permanentHandle.null)) refuse('VALUE', 'handle', 1);
    const handle = freeSession(machine, sessionType);
    if (handle === null) throw new TpmRefusal('SESSION_HANDLES');
    const nonceTpm = machine.randomBytes(digestSize[authHash]);
    machine.volatile.sessions.set(handle, {
      kind: sessionType,
      hash: authHash,
      policy: emptyPolicy(authHash),
      nonceTpm,
    });
    return { handle, nonceTpm };
  },
};
