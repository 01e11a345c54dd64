import type { ByteReader } from '@gatehouse/bytes';
import {
  type AuthCommand,
  type CommandLayout,
  permanentHandle,
  sessionAttribute,
  tpmsAuthCommand,
} from '@gatehouse/tpm';
import { isSession } from './loaded.ts';
import type { Machine } from './machine.ts';
import type { Session } from './tpm-object.ts';
import { notLoaded, refuse, TpmRefusal } from './tpm-refusal.ts';
import { readField } from './unreadable.ts';

/** One entry of the authorization area; `session` is null for a password. */
export interface SessionUse {
  readonly authorization: AuthCommand;
  readonly session: Session | null;
}

export interface SessionArea {
  readonly uses: readonly SessionUse[];
  /** Who decrypts the first parameter, and who encrypts that of the answer. */
  readonly decrypt: SessionUse | null;
  readonly encrypt: SessionUse | null;
  /** Who audits. */
  readonly audit: SessionUse | null;
}

export const noSessionArea: SessionArea = {
  uses: [],
  decrypt: null,
  encrypt: null,
  audit: null,
};

const mostSessions = 3;
const leastSize = 9;
const { decrypt, encrypt, audit, auditExclusive, auditReset, continueSession } = sessionAttribute;
const known = decrypt | encrypt | audit | auditExclusive | auditReset | continueSession;

const has = ({ authorization }: SessionUse, attribute: number): boolean =>
  (authorization.sessionAttributes & attribute) !== 0;

/** What an authorization says of itself — Part 1 §18.6. */
function checkAttributes({ authorization }: SessionUse, position: number): void {
  const { sessionHandle, sessionAttributes, nonceCaller } = authorization;
  if ((sessionAttributes & ~known) !== 0) refuse('RESERVED_BITS', 'session', position);
  if (sessionHandle !== permanentHandle.password) return;
  if ((sessionAttributes & ~continueSession) !== 0) refuse('ATTRIBUTES', 'session', position);
  if (nonceCaller.length > 0) refuse('NONCE', 'session', position);
}

function useOf(machine: Machine, authorization: AuthCommand, position: number): SessionUse {
  const { sessionHandle } = authorization;
  const isPassword = sessionHandle === permanentHandle.password;
  if (!isPassword && !isSession(sessionHandle)) refuse('VALUE', 'session', position);
  const found = machine.volatile.sessions.get(sessionHandle);
  const use = { authorization, session: found ?? null };
  checkAttributes(use, position);
  if (found === undefined && !isPassword) notLoaded('S', position);
  return use;
}

/** The one session with this attribute, which the command and its algorithm must allow. */
function cipherOf(
  uses: readonly SessionUse[],
  attribute: number,
  allowed: boolean,
): SessionUse | null {
  const found = uses.findIndex((use) => has(use, attribute));
  const use = uses[found];
  if (use === undefined) return null;
  if (!allowed) refuse('ATTRIBUTES', 'session', found + 1);
  if (use.session?.symmetric.algorithm === 'null') refuse('SYMMETRIC', 'session', found + 1);
  const second = uses.findLastIndex((other) => has(other, attribute));
  if (second !== found) refuse('ATTRIBUTES', 'session', second + 1);
  return use;
}

/** The one HMAC session that audits, alone if it asks to — Part 1 §19.5. */
function auditorOf({ volatile }: Machine, uses: readonly SessionUse[]): SessionUse | null {
  const found = uses.findIndex((use) => has(use, audit));
  const use = uses[found];
  if (use === undefined) return null;
  if (use.session?.kind !== 'hmac') refuse('ATTRIBUTES', 'session', found + 1);
  const second = uses.findLastIndex((other) => has(other, audit));
  if (second !== found) refuse('ATTRIBUTES', 'session', second + 1);
  const goesOn = use.session?.audit != null && !has(use, auditReset);
  const isExclusive = volatile.exclusiveAudit === use.authorization.sessionHandle;
  if (goesOn && has(use, auditExclusive) && !isExclusive) throw new TpmRefusal('EXCLUSIVE');
  return use;
}

/** Reads the authorization area — Part 1 §18.6, Part 3 §5.5. */
export function readSessionArea(
  machine: Machine,
  layout: Pick<CommandLayout, 'sessions' | 'encryptable'>,
  reader: ByteReader,
): SessionArea {
  if (!layout.sessions) refuse('AUTH_CONTEXT');
  const size = reader.remaining < 4 ? refuse('INSUFFICIENT') : reader.u32();
  if (size < leastSize || size > reader.remaining) refuse('SIZE');
  const area = reader.nested(size, 'authorizationArea');
  const uses: SessionUse[] = [];
  while (area.remaining > 0) {
    const position = uses.length + 1;
    if (position > mostSessions) refuse('SIZE', 'session', position);
    const use = useOf(machine, readField(tpmsAuthCommand, area, 'session', position), position);
    const { sessionHandle } = use.authorization;
    const isTwice = uses.some(({ authorization }) => authorization.sessionHandle === sessionHandle);
    if (use.session !== null && isTwice) refuse('HANDLE', 'session', position);
    uses.push(use);
  }
  return {
    uses,
    decrypt: cipherOf(uses, decrypt, layout.encryptable.command),
    encrypt: cipherOf(uses, encrypt, layout.encryptable.response),
    audit: auditorOf(machine, uses),
  };
}
