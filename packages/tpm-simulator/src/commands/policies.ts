import { encode, equalBytes } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  type CommandName,
  commands,
  handleName,
  permanentHandle,
  tpmlPcrSelection,
} from '@gatehouse/tpm';
import { entityOf } from '../entity.ts';
import type { Actions } from '../execution.ts';
import type { Machine } from '../machine.ts';
import { emptyPolicy } from '../policy-state.ts';
import type { PolicyState, Session } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

const none = new Uint8Array();

function policySession(machine: Machine, handle = 0, position = 1): Session {
  const session = machine.volatile.sessions.get(handle);
  return session === undefined || session.kind === 'hmac'
    ? refuse('HANDLE', 'handle', position)
    : session;
}

/** policyDigest' = H(policyDigest || CC || …) — Part 1 §19.7.3. */
function extend(
  session: Session,
  command: CommandName,
  parts: readonly Uint8Array[],
  also: Partial<PolicyState> = {},
): void {
  const code = handleName(commands[command].code);
  const digest = hash(session.hash, session.policy.digest, code, ...parts);
  session.policy = { ...session.policy, ...also, digest };
}

/** PolicyPassword has the digest of PolicyAuthValue — Part 3 §23.18. */
const askAuthValue = (session: Session, authValue: 'hmac' | 'password') =>
  extend(session, 'policyAuthValue', [], { authValue });

/** Enhanced authorization — Part 3 §23. */
export const policyActions: Actions<
  | 'policySecret'
  | 'policyRestart'
  | 'policyOr'
  | 'policyPcr'
  | 'policyCommandCode'
  | 'policyAuthValue'
  | 'policyPassword'
  | 'policyGetDigest'
> = {
  /** policyDigest' = H(H(policyDigest || CC || Name) || policyRef) — Part 3 §23.4. */
  policySecret({ machine, handles, parameters }) {
    const session = policySession(machine, handles[1], 2);
    extend(session, 'policySecret', [entityOf(machine, handles[0] ?? 0, 1).name]);
    const digest = hash(session.hash, session.policy.digest, parameters.policyRef);
    session.policy = { ...session.policy, digest };
    const policyTicket = {
      tag: 'authSecret',
      hierarchy: permanentHandle.null,
      digest: none,
    } as const;
    return { timeout: none, policyTicket };
  },
  policyRestart({ machine, handles }) {
    const session = policySession(machine, handles[0]);
    session.policy = emptyPolicy(session.hash);
    return {};
  },
  /** Replaces the digest, which must be one of the list — Part 3 §23.6. */
  policyOr({ machine, handles, parameters: { pHashList } }) {
    const session = policySession(machine, handles[0]);
    if (pHashList.length < 2) refuse('SIZE', 'parameter', 1);
    const fits = pHashList.some((digest) => equalBytes(digest, session.policy.digest));
    if (session.kind !== 'trial' && !fits) refuse('VALUE', 'parameter', 1);
    session.policy = { ...session.policy, digest: emptyPolicy(session.hash).digest };
    extend(session, 'policyOr', pHashList);
    return {};
  },
  /** Binds to PCR values until they change — Part 3 §23.7. */
  policyPcr({ machine, handles, parameters }) {
    const session = policySession(machine, handles[0]);
    const { pcrs } = machine.volatile;
    const selection = pcrs.allocated(parameters.pcrs);
    const current = hash(session.hash, ...pcrs.selected(selection));
    const given = parameters.pcrDigest;
    const isTrial = session.kind === 'trial';
    if (!isTrial && given.length > 0 && !equalBytes(given, current))
      refuse('VALUE', 'parameter', 1);
    const { updateCounter } = pcrs;
    if (![null, updateCounter].includes(session.policy.pcrUpdateCounter)) refuse('PCR_CHANGED');
    const digest = isTrial && given.length > 0 ? given : current;
    const also = isTrial ? {} : { pcrUpdateCounter: updateCounter };
    extend(session, 'policyPcr', [encode(tpmlPcrSelection, selection), digest], also);
    return {};
  },
  policyCommandCode({ machine, handles, parameters: { code } }) {
    const session = policySession(machine, handles[0]);
    if (![null, code].includes(session.policy.commandCode)) refuse('VALUE', 'parameter', 1);
    extend(session, 'policyCommandCode', [handleName(code)], { commandCode: code });
    return {};
  },
  policyAuthValue({ machine, handles }) {
    askAuthValue(policySession(machine, handles[0]), 'hmac');
    return {};
  },
  policyPassword({ machine, handles }) {
    askAuthValue(policySession(machine, handles[0]), 'password');
    return {};
  },
  policyGetDigest({ machine, handles }) {
    return { policyDigest: policySession(machine, handles[0]).policy.digest };
  },
};
