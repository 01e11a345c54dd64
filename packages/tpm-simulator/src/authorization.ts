import { equalBytes } from '@gatehouse/bytes';
import { equalSecrets } from '@gatehouse/bytes/crypto';
import {
  type AuthCommand,
  type AuthResponse,
  type CommandName,
  hasAttribute,
  isHandle,
  permanentHandle,
  sessionAttribute,
} from '@gatehouse/tpm';
import { objectOf } from './loaded.ts';
import type { Machine } from './machine.ts';
import { refuse, TpmRefusal } from './tpm-refusal.ts';

interface Request {
  readonly machine: Machine;
  readonly command: CommandName;
  readonly handle: number;
  /** Place among handles and sessions, from 1. */
  readonly position: number;
  readonly authorization: AuthCommand;
}

/** Handles whose authorization has the ADMIN role — Part 1 §19.2. */
const adminRoles: ReadonlySet<string> = new Set(['activateCredential 1', 'certify 1']);

const none = new Uint8Array();
const trimmed = (auth: Uint8Array): Uint8Array => {
  const end = auth.findLastIndex((byte) => byte !== 0);
  return auth.subarray(0, end + 1);
};

const isObject = (handle: number): boolean =>
  isHandle(handle, 'transient') || isHandle(handle, 'persistent');

/** Password authorization: the entity's authValue in clear — Part 1 §19.4. */
function withPassword({ machine, command, handle, position, authorization }: Request): void {
  if (!isObject(handle)) {
    // Hierarchies, PCRs and our NV indices have the empty authorization value.
    if (trimmed(authorization.hmac).length > 0) refuse('BAD_AUTH', 'session', position);
    return;
  }
  const { public: area, sensitive } = objectOf(machine, handle, position);
  const needsPolicy = adminRoles.has(`${command} ${position}`)
    ? hasAttribute(area.objectAttributes, 'adminWithPolicy')
    : !hasAttribute(area.objectAttributes, 'userWithAuth');
  if (needsPolicy) throw new TpmRefusal('AUTH_UNAVAILABLE');
  const expected = trimmed(sensitive?.authValue ?? none);
  if (equalSecrets(trimmed(authorization.hmac), expected)) return;
  refuse(
    hasAttribute(area.objectAttributes, 'noDa') ? 'BAD_AUTH' : 'AUTH_FAIL',
    'session',
    position,
  );
}

/** A policy session whose digest is the object's authPolicy — Part 1 §19.7. */
function withPolicy({ machine, handle, position, authorization }: Request): AuthResponse {
  const session = machine.volatile.sessions.get(authorization.sessionHandle);
  if (session === undefined) throw new TpmRefusal('REFERENCE_S0');
  if (session.kind === 'trial') refuse('ATTRIBUTES', 'session', position);
  const { authPolicy } = objectOf(machine, handle, position).public;
  if (authPolicy.length === 0 || !equalBytes(authPolicy, session.digest))
    refuse('POLICY_FAIL', 'session', position);
  const continued = (authorization.sessionAttributes & sessionAttribute.continueSession) !== 0;
  session.digest = new Uint8Array(session.digest.length);
  session.nonceTpm = machine.randomBytes(session.digest.length);
  if (!continued) machine.volatile.sessions.delete(authorization.sessionHandle);
  return {
    nonceTpm: session.nonceTpm,
    sessionAttributes: authorization.sessionAttributes,
    hmac: none,
  };
}

/** Checks one authorization; returns its part of the response. Refuses with the place of the session. */
export function authorize(request: Request): AuthResponse {
  const { sessionHandle } = request.authorization;
  if (isHandle(sessionHandle, 'policySession')) return withPolicy(request);
  if (sessionHandle !== permanentHandle.password) refuse('VALUE', 'session', request.position);
  withPassword(request);
  return { nonceTpm: none, sessionAttributes: sessionAttribute.continueSession, hmac: none };
}
