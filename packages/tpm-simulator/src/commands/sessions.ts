import { ByteWriter } from '@gatehouse/bytes';
import { digestSize, hash } from '@gatehouse/bytes/crypto';
import { commands, permanentHandle } from '@gatehouse/tpm';
import { entityOf } from '../entity.ts';
import type { Actions } from '../execution.ts';
import { freeSession, type Machine } from '../machine.ts';
import { emptyPolicy } from '../policy-state.ts';
import type { Session } from '../tpm-object.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

const none = new Uint8Array();
const codeOf = (command: { readonly code: number }): Uint8Array =>
  new ByteWriter().u32(command.code).finish();

function policySession(machine: Machine, handle: number | undefined, position: number): Session {
  const session = handle === undefined ? undefined : machine.volatile.sessions.get(handle);
  return session === undefined || session.kind === 'hmac'
    ? refuse('HANDLE', 'handle', position)
    : session;
}

/** Sessions and enhanced authorization — Part 3 §11, §23. */
export const sessionActions: Actions<'startAuthSession' | 'policySecret' | 'policyGetDigest'> = {
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
  /** policyDigest' = H(H(policyDigest || CC || Name) || policyRef) — Part 3 §23.4. */
  policySecret({ machine, handles, parameters }) {
    const session = policySession(machine, handles[1], 2);
    const entity = entityOf(machine, handles[0] ?? 0, 1).name;
    const code = codeOf(commands.policySecret);
    const first = hash(session.hash, session.policy.digest, code, entity);
    const digest = hash(session.hash, first, parameters.policyRef);
    session.policy = { ...session.policy, digest };
    const policyTicket = {
      tag: 'authSecret',
      hierarchy: permanentHandle.null,
      digest: none,
    } as const;
    return { timeout: none, policyTicket };
  },
  policyGetDigest({ machine, handles }) {
    return { policyDigest: policySession(machine, handles[0], 1).policy.digest };
  },
};
