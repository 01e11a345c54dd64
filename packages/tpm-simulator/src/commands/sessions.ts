import { ByteWriter } from '@gatehouse/bytes';
import { digestSize, hash } from '@gatehouse/bytes/crypto';
import { commands, handleName, permanentHandle } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { freeSession, type Machine } from '../machine.ts';
import type { PolicySession } from '../tpm-object.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

const none = new Uint8Array();
const codeOf = (command: { readonly code: number }): Uint8Array =>
  new ByteWriter().u32(command.code).finish();

function policySession(
  machine: Machine,
  handle: number | undefined,
  position: number,
): PolicySession {
  const session = handle === undefined ? undefined : machine.volatile.sessions.get(handle);
  return session ?? refuse('HANDLE', 'handle', position);
}

/** Sessions and enhanced authorization — Part 3 §11, §23. */
export const sessionActions: Actions<'startAuthSession' | 'policySecret' | 'policyGetDigest'> = {
  startAuthSession({ machine, handles, parameters }) {
    const { sessionType, authHash, nonceCaller } = parameters;
    if (nonceCaller.length < 16) refuse('SIZE', 'parameter', 1);
    if (sessionType === 'hmac') refuse('VALUE', 'parameter', 3);
    if (handles.some((handle) => handle !== permanentHandle.null)) refuse('VALUE', 'handle', 1);
    const handle = freeSession(machine);
    if (handle === null) throw new TpmRefusal('SESSION_HANDLES');
    const nonceTpm = machine.randomBytes(digestSize[authHash]);
    machine.volatile.sessions.set(handle, {
      kind: sessionType === 'trial' ? 'trial' : 'policy',
      hash: authHash,
      digest: new Uint8Array(digestSize[authHash]),
      nonceTpm,
    });
    return { handle, nonceTpm };
  },
  /** policyDigest' = H(H(policyDigest || CC || Name) || policyRef) — Part 3 §23.4. */
  policySecret({ machine, handles, parameters }) {
    const session = policySession(machine, handles[1], 2);
    const entity = handleName(handles[0] ?? 0);
    const first = hash(session.hash, session.digest, codeOf(commands.policySecret), entity);
    session.digest = hash(session.hash, first, parameters.policyRef);
    const policyTicket = {
      tag: 'authSecret',
      hierarchy: permanentHandle.null,
      digest: none,
    } as const;
    return { timeout: none, policyTicket };
  },
  policyGetDigest({ machine, handles }) {
    return { policyDigest: policySession(machine, handles[0], 1).digest };
  },
};
