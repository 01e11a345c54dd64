import { equalBytes } from '@gatehouse/bytes';
import { digestSize, equalSecrets, type HashName } from '@gatehouse/bytes/crypto';
import {
  type AuthCommand,
  type AuthResponse,
  type CommandName,
  commands,
  permanentHandle,
  sessionAttribute,
} from '@gatehouse/tpm';
import { type Entity, entityOf, type Role } from './entity.ts';
import { isSession } from './loaded.ts';
import type { Machine } from './machine.ts';
import { emptyPolicy } from './policy-state.ts';
import { sessionHmac, trimmed } from './session-hmac.ts';
import type { Session } from './tpm-object.ts';
import { notLoaded, refuse, TpmRefusal } from './tpm-refusal.ts';

interface Request {
  readonly machine: Machine;
  readonly command: CommandName;
  readonly handle: number;
  /** Place among handles and sessions, from 1. */
  readonly position: number;
  readonly authorization: AuthCommand;
  readonly cpHash: (name: HashName) => Uint8Array;
}

/** An authorization that was given; makes its part of the response once the command has worked. */
export type Grant = (rpHash: (name: HashName) => Uint8Array) => AuthResponse;

/** Handles whose authorization has the ADMIN role — Part 1 §19.2. */
const adminRoles: ReadonlySet<string> = new Set(['activateCredential 1', 'certify 1']);
const roleOf = ({ command, position }: Request): Role =>
  adminRoles.has(`${command} ${position}`) ? 'admin' : 'user';

const none = new Uint8Array();

const wrongValue = (entity: Entity, { position }: Request): never =>
  refuse(entity.guarded ? 'AUTH_FAIL' : 'BAD_AUTH', 'session', position);

function checkPassword(request: Request, entity: Entity): void {
  if (!equalSecrets(trimmed(request.authorization.hmac), entity.authValue))
    wrongValue(entity, request);
}

/** Password authorization: the entity's authValue in clear — Part 1 §19.4. */
function withPassword(request: Request, entity: Entity): Grant {
  if (!entity.authValueSuffices(roleOf(request))) throw new TpmRefusal('AUTH_UNAVAILABLE');
  checkPassword(request, entity);
  const sessionAttributes = sessionAttribute.continueSession;
  return () => ({ nonceTpm: none, sessionAttributes, hmac: none });
}

/** A policy session whose digest is the entity's authPolicy — Part 1 §19.7. */
function checkPolicy(request: Request, { policy }: Session, entity: Entity): void {
  const { machine, command, position } = request;
  if (policy.commandCode === null && roleOf(request) === 'admin')
    refuse('POLICY_FAIL', 'session', position);
  if (policy.commandCode !== null && policy.commandCode !== commands[command].code)
    refuse('POLICY_CC', 'session', position);
  const { updateCounter } = machine.volatile.pcrs;
  if (policy.pcrUpdateCounter !== null && policy.pcrUpdateCounter !== updateCounter)
    throw new TpmRefusal('PCR_CHANGED');
  if (entity.authPolicy.length === 0 || !equalBytes(entity.authPolicy, policy.digest))
    refuse('POLICY_FAIL', 'session', position);
}

/** Whether the entity allows the session, and with which part of the HMAC key — Part 1 §19.6.5. */
function keyFor(request: Request, session: Session, entity: Entity): Uint8Array {
  if (session.kind === 'hmac') {
    if (!entity.authValueSuffices(roleOf(request))) throw new TpmRefusal('AUTH_UNAVAILABLE');
    return entity.authValue;
  }
  checkPolicy(request, session, entity);
  return session.policy.authValue === 'hmac' ? entity.authValue : none;
}

function sessionOf({ machine, position, authorization }: Request): Session {
  const session = machine.volatile.sessions.get(authorization.sessionHandle);
  if (session === undefined) return notLoaded('S', position);
  if (session.kind === 'trial') refuse('ATTRIBUTES', 'session', position);
  // Our sessions have no symmetric algorithm, so they cannot encrypt parameters.
  const { decrypt, encrypt } = sessionAttribute;
  if ((authorization.sessionAttributes & (decrypt | encrypt)) !== 0)
    refuse('SYMMETRIC', 'session', position);
  return session;
}

/** An HMAC or policy session — Part 1 §19.6, §19.7. */
function withSession(request: Request, entity: Entity): Grant {
  const { machine, authorization, handle, position } = request;
  const session = sessionOf(request);
  const { nonceCaller, sessionAttributes, sessionHandle } = authorization;
  const key = keyFor(request, session, entity);
  const inClear = session.kind === 'policy' && session.policy.authValue === 'password';
  // With an empty key an HMAC proves nothing, so that it may be left out on both ways.
  const unsigned = inClear || (key.length === 0 && authorization.hmac.length === 0);
  if (inClear) checkPassword(request, entity);
  const expected = sessionHmac(session.hash, key, {
    parametersHash: request.cpHash(session.hash),
    nonceNewer: nonceCaller,
    nonceOlder: session.nonceTpm,
    attributes: sessionAttributes,
  });
  if (!unsigned && !equalSecrets(authorization.hmac, expected)) wrongValue(entity, request);
  return (rpHash) => {
    session.nonceTpm = machine.randomBytes(digestSize[session.hash]);
    session.policy = emptyPolicy(session.hash);
    if ((sessionAttributes & sessionAttribute.continueSession) === 0)
      machine.volatile.sessions.delete(sessionHandle);
    const parametersHash = rpHash(session.hash);
    const nonces = { nonceNewer: session.nonceTpm, nonceOlder: nonceCaller };
    const hmac = unsigned
      ? none
      : sessionHmac(session.hash, keyAfter(key), {
          parametersHash,
          ...nonces,
          attributes: sessionAttributes,
        });
    return { nonceTpm: session.nonceTpm, sessionAttributes, hmac };
  };

  /** A command that changes the authValue of a hierarchy is acknowledged with the new one. */
  function keyAfter(before: Uint8Array): Uint8Array {
    const changes = session.kind === 'hmac' && changers.has(request.command);
    return changes ? entityOf(machine, handle, position).authValue : before;
  }
}

const changers: ReadonlySet<string> = new Set(['hierarchyChangeAuth']);

/** Checks one authorization. Refuses with the place of the session. */
export function authorize(request: Request): Grant {
  const { sessionHandle } = request.authorization;
  const entity = entityOf(request.machine, request.handle, request.position);
  if (isSession(sessionHandle)) return withSession(request, entity);
  if (sessionHandle !== permanentHandle.password) refuse('VALUE', 'session', request.position);
  return withPassword(request, entity);
}
