import { concat, equalBytes } from '@gatehouse/bytes';
import { equalSecrets, type HashName } from '@gatehouse/bytes/crypto';
import { type AuthRole, type CommandName, sessionAttribute } from '@gatehouse/tpm';
import { checkNotLockedOut, countFailure } from './dictionary-attack.ts';
import { type Entity, entityOf } from './entity.ts';
import type { Machine } from './machine.ts';
import { checkPolicy, type PolicyUse } from './policy-check.ts';
import type { SessionArea, SessionUse } from './session-area.ts';
import { sessionHmac, trimmed } from './session-hmac.ts';
import type { Session } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

/** What the authorizations of a command are checked against. */
export interface Authorizing {
  readonly machine: Machine;
  readonly command: CommandName;
  readonly handles: readonly number[];
  readonly roles: readonly (AuthRole | null)[];
  readonly area: SessionArea;
  readonly locality: number;
  readonly cpHash: (name: HashName) => Uint8Array;
  readonly parameters: Uint8Array;
}

/** An authorization that was given: what its acknowledgment is made with. */
export interface Grant {
  readonly use: SessionUse;
  /** The handle that it authorizes; null for a session that only encrypts. */
  readonly handle: number | null;
  /** Before the command. */
  readonly authValue: Uint8Array;
  /** Whether the authValue is part of the HMAC key. */
  readonly keyed: boolean;
  /** Without HMAC, as passwords are and sessions with an empty key may be. */
  readonly unsigned: boolean;
}

const none = new Uint8Array();

/** Name and authValue: a session bound to them needs no authValue — Part 1 §19.6.12. */
export const bindingOf = ({ name, authValue }: Pick<Entity, 'name' | 'authValue'>): Uint8Array =>
  concat(name, authValue);

const isBoundTo = ({ boundTo }: Session, entity: Entity): boolean =>
  boundTo !== null && equalBytes(boundTo, bindingOf(entity));

/** A wrong value counts if the entity, or what the session is bound to, is guarded — Part 1 §19.8. */
function wrongValue(
  machine: Machine,
  { session }: SessionUse,
  entity: Entity | null,
  keyed: boolean,
  position: number,
): never {
  const bound = session?.boundGuard ?? 'none';
  const own = keyed ? (entity?.guard ?? 'none') : 'none';
  const guard = bound === 'none' ? own : bound;
  if (guard === 'none') return refuse('BAD_AUTH', 'session', position);
  countFailure(machine, guard);
  return refuse('AUTH_FAIL', 'session', position);
}

/** nonceTPM of the other sessions that encrypt belong to the HMAC of the first — Part 1 §19.6.5. */
function cipherNonces({ area }: Authorizing, position: number): readonly Uint8Array[] {
  if (position !== 1) return [];
  const [first] = area.uses;
  const others = new Set([area.decrypt, area.encrypt]);
  return [...others].flatMap((use) =>
    use === null || use === first ? [] : [use.session?.nonceTpm ?? none],
  );
}

/** Whether the HMAC is that of the key; with an empty key it proves nothing and may be left out. */
function checkHmac(
  context: Authorizing,
  use: SessionUse & { readonly session: Session },
  authValue: Uint8Array,
  position: number,
): { readonly unsigned: boolean } | null {
  const { session, authorization } = use;
  const key = concat(session.sessionKey, authValue);
  if (key.length === 0 && authorization.hmac.length === 0) return { unsigned: true };
  const expected = sessionHmac(session.hash, key, {
    parametersHash: context.cpHash(session.hash),
    nonceNewer: authorization.nonceCaller,
    nonceOlder: session.nonceTpm,
    cipherNonces: cipherNonces(context, position),
    attributes: authorization.sessionAttributes,
  });
  return equalSecrets(authorization.hmac, expected) ? { unsigned: false } : null;
}

/** Whether the kind of authorization suits the entity — Part 1 §19.2, Part 3 §5.6. */
function checkSuits(context: Authorizing, entity: Entity, policyUse: PolicyUse): void {
  const { command } = context;
  const { role, session, position } = policyUse;
  const use = { command, role };
  if (session === null || session.kind === 'hmac') {
    if (entity.needsPolicy(use)) refuse('AUTH_TYPE');
    if (!entity.authValueSuffices(use)) refuse('AUTH_UNAVAILABLE');
    return;
  }
  if (!entity.policySuffices(use)) refuse('AUTH_UNAVAILABLE');
  checkPolicy(context, session, entity, { role, session, position });
}

/** Whether the authValue takes part: in the HMAC key, or as a password. */
function isKeyed(session: Session | null, entity: Entity): boolean {
  if (session === null) return true;
  return session.kind === 'hmac'
    ? !isBoundTo(session, entity)
    : session.policy.authValue !== 'none';
}

/** A session that authorizes the use of a handle. */
function authorizeHandle(
  context: Authorizing,
  use: SessionUse,
  handle: number,
  role: AuthRole,
  position: number,
): Grant {
  const { machine } = context;
  const { session, authorization } = use;
  const entity = entityOf(machine, handle, position);
  const keyed = isKeyed(session, entity);
  if (keyed && entity.guard !== 'none') checkNotLockedOut(machine, entity.guard);
  checkSuits(context, entity, { role, session, position });
  const grant = { use, handle, authValue: entity.authValue, keyed };
  if (session === null || session.policy.authValue === 'password') {
    if (!equalSecrets(trimmed(authorization.hmac), entity.authValue))
      wrongValue(machine, use, entity, true, position);
    return { ...grant, unsigned: true };
  }
  const value = keyed ? entity.authValue : none;
  const checked = checkHmac(context, { session, authorization }, value, position);
  return checked === null
    ? wrongValue(machine, use, entity, keyed, position)
    : { ...grant, ...checked };
}

const { decrypt, encrypt, audit } = sessionAttribute;

/** A session that only encrypts or decrypts. */
function authorizeCipher(context: Authorizing, use: SessionUse, position: number): Grant {
  const { session, authorization } = use;
  if (session === null) return refuse('HANDLE', 'session', position);
  if ((authorization.sessionAttributes & (decrypt | encrypt | audit)) === 0)
    refuse('ATTRIBUTES', 'session', position);
  const grant = { use, handle: null, authValue: none, keyed: false };
  const checked = checkHmac(context, { session, authorization }, none, position);
  return checked === null
    ? wrongValue(context.machine, use, null, false, position)
    : { ...grant, ...checked };
}

/** Checks every authorization of a command, in order — Part 3 §5.6. */
export function authorizeAll(context: Authorizing): readonly Grant[] {
  const { machine, area, handles, roles } = context;
  const needed = roles.filter((role) => role !== null).length;
  if (area.uses.length < needed) refuse('AUTH_MISSING');
  return area.uses.map((use, i) => {
    const { session } = use;
    if (session?.kind === 'trial') refuse('ATTRIBUTES', 'session', i + 1);
    if (session !== null && session.boundGuard !== 'none')
      checkNotLockedOut(machine, session.boundGuard);
    const [handle, role = null] = [handles[i], roles[i]];
    return role === null || handle === undefined
      ? authorizeCipher(context, use, i + 1)
      : authorizeHandle(context, use, handle, role, i + 1);
  });
}
