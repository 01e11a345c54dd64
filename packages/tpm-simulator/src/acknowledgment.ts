import { concat } from '@gatehouse/bytes';
import { digestSize } from '@gatehouse/bytes/crypto';
import { type AuthResponse, sessionAttribute } from '@gatehouse/tpm';
import type { Grant } from './authorization.ts';
import { entityOf, isStillThere } from './entity.ts';
import type { Machine } from './machine.ts';
import { encryptFirst } from './parameter-encryption.ts';
import { emptyPolicy } from './policy-state.ts';
import { responseParametersHash, sessionHmac } from './session-hmac.ts';

const none = new Uint8Array();

/** A command that changes the authValue of its entity is acknowledged with the new one — Part 1 §19.6.7. */
const valueAfter = (machine: Machine, { handle, authValue }: Grant): Uint8Array =>
  handle !== null && isStillThere(machine, handle)
    ? entityOf(machine, handle).authValue
    : authValue;

const { audit, auditExclusive } = sessionAttribute;

/** As they were sent; a session that audits is told whether it is the only one. */
function answeredAttributes({ volatile }: Machine, { use }: Grant): number {
  const { sessionAttributes, sessionHandle } = use.authorization;
  const isExclusive =
    (sessionAttributes & audit) !== 0 && volatile.exclusiveAudit === sessionHandle;
  return (sessionAttributes & ~auditExclusive) | (isExclusive ? auditExclusive : 0);
}

function acknowledge(
  machine: Machine,
  grant: Grant,
  code: number,
  parameters: Uint8Array,
): AuthResponse {
  const { use, keyed, unsigned } = grant;
  const { session, authorization } = use;
  const { nonceCaller, sessionHandle } = authorization;
  if (session === null)
    return { nonceTpm: none, sessionAttributes: sessionAttribute.continueSession, hmac: none };
  const sessionAttributes = answeredAttributes(machine, grant);
  session.policy = emptyPolicy(session.hash);
  if ((sessionAttributes & sessionAttribute.continueSession) === 0)
    machine.volatile.sessions.delete(sessionHandle);
  const { nonceTpm } = session;
  if (unsigned) return { nonceTpm, sessionAttributes, hmac: none };
  const key = concat(session.sessionKey, keyed ? valueAfter(machine, grant) : none);
  const hmac = sessionHmac(session.hash, key, {
    parametersHash: responseParametersHash(session.hash, code, parameters),
    nonceNewer: nonceTpm,
    nonceOlder: nonceCaller,
    attributes: sessionAttributes,
  });
  return { nonceTpm, sessionAttributes, hmac };
}

/**
 * The authorization area of an answer, with the parameters as they travel — Part 3 §5.9: new nonces,
 * the first parameter encrypted, then the HMACs over what was encrypted.
 */
export function acknowledgeAll(
  machine: Machine,
  grants: readonly Grant[],
  encrypting: Grant | null,
  answer: {
    readonly code: number;
    readonly parameters: Uint8Array;
    readonly onSent: (parameters: Uint8Array) => void;
  },
): { readonly parameters: Uint8Array; readonly authorizations: readonly AuthResponse[] } {
  for (const { use } of grants)
    if (use.session !== null)
      use.session.nonceTpm = machine.randomBytes(digestSize[use.session.hash]);
  const session = encrypting?.use.session ?? null;
  const parameters =
    encrypting === null || session === null
      ? answer.parameters
      : encryptFirst(answer.parameters, {
          session,
          authValue: valueAfter(machine, encrypting),
          nonceNewer: session.nonceTpm,
          nonceOlder: encrypting.use.authorization.nonceCaller,
        });
  answer.onSent(parameters);
  return {
    parameters,
    authorizations: grants.map((grant) => acknowledge(machine, grant, answer.code, parameters)),
  };
}
