import { ByteReader, ByteWriter, concat, encode, equalBytes, i32 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  handleType,
  hasNvAttribute,
  permanentHandle,
  type Ticket,
  tpm2bData,
  typeByteOf,
} from '@gatehouse/tpm';
import { isSignedBy } from '../asymmetric.ts';
import { entityOf } from '../entity.ts';
import type { Actions } from '../execution.ts';
import { objectOf } from '../loaded.ts';
import { type Machine, timeOf } from '../machine.ts';
import { type PolicyCommand, policySession, updatePolicy } from '../policy-session.ts';
import { isTicketOf, nullTicket, ticketOf } from '../tickets.ts';
import type { PolicyState, Session } from '../tpm-object.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

const none = new Uint8Array();

/** What PolicySigned and PolicySecret have in common. */
interface Limits {
  readonly nonceTpm: Uint8Array;
  readonly cpHashA: Uint8Array;
  readonly policyRef: Uint8Array;
  /** Seconds; negative asks for a ticket. */
  readonly expiration: number;
}

/** When the authorization ends, in TPM time; null for never — Part 3 §23.2.3. */
function timeoutOf(machine: Machine, session: Session, { expiration, nonceTpm }: Limits) {
  if (expiration === 0) return null;
  const start = nonceTpm.length === 0 ? timeOf(machine) : session.startedAt;
  return start + 1000 * Math.abs(expiration);
}

/** Part 3 §23.2.2: the limits must fit the session; a trial session takes all. */
function checkLimits(
  machine: Machine,
  session: Session,
  limits: Pick<Limits, 'nonceTpm' | 'cpHashA'>,
  timeout: number | null,
  expirationPosition: number,
): void {
  if (session.kind === 'trial') return;
  const { nonceTpm, cpHashA } = limits;
  if (nonceTpm.length > 0 && !equalBytes(nonceTpm, session.nonceTpm))
    refuse('NONCE', 'parameter', 1);
  if (timeout !== null && timeout < timeOf(machine))
    refuse('EXPIRED', 'parameter', expirationPosition);
  if (cpHashA.length === 0) return;
  if (cpHashA.length !== session.policy.digest.length) refuse('SIZE', 'parameter', 2);
  const { confinedTo } = session.policy;
  if (confinedTo !== null && !equalBytes(confinedTo.digest, cpHashA))
    throw new TpmRefusal('CPHASH');
}

/** The digest and the limits of an authorization that was given. */
function authorizePolicy(
  session: Session,
  command: PolicyCommand,
  name: Uint8Array,
  { policyRef, cpHashA }: Pick<Limits, 'policyRef' | 'cpHashA'>,
  timeout: number | null,
): void {
  updatePolicy(session, command, name, policyRef);
  const before = session.policy;
  const ends = [before.expiresAt, timeout].filter((time) => time !== null);
  const also: Partial<PolicyState> = {
    ...(cpHashA.length > 0 && { confinedTo: { of: 'cpHash', digest: cpHashA.slice() } }),
    ...(ends.length > 0 && { expiresAt: Math.min(...ends) }),
  };
  session.policy = { ...before, ...also };
}

/** What a ticket of an authorization speaks for; it ends with the boot that it was made in. */
const ticketParts = (
  { persistent }: Machine,
  timeout: Uint8Array,
  { cpHashA, policyRef }: Pick<Limits, 'policyRef' | 'cpHashA'>,
  name: Uint8Array,
): readonly Uint8Array[] => [
  new ByteWriter().u32(persistent.resetCount).u32(persistent.restartCount).finish(),
  ...[timeout, cpHashA, policyRef, name].map((part) => encode(tpm2bData, part)),
];

/** The hierarchy whose proof makes the tickets of an entity — Part 2 §10.7.1. */
function hierarchyOf({ volatile, persistent }: Machine, handle: number): number {
  const { owner, platform, endorsement, null: nullHandle } = permanentHandle;
  switch (typeByteOf(handle)) {
    case handleType.transient:
      return volatile.objects.get(handle)?.hierarchy ?? nullHandle;
    case handleType.persistent:
      return persistent.objects.get(handle)?.hierarchy ?? nullHandle;
    case handleType.nvIndex: {
      const attributes = persistent.nv.get(handle)?.attributes ?? 0;
      return hasNvAttribute(attributes, 'platformCreate') ? platform : owner;
    }
    default:
      return [platform, endorsement, nullHandle].find((known) => known === handle) ?? owner;
  }
}

/** Timeout and ticket for PolicyTicket, where a negative expiration asks for them. */
function answerOf<T extends 'authSigned' | 'authSecret'>(
  machine: Machine,
  tag: T,
  session: Session,
  limits: Limits,
  entity: { readonly handle: number; readonly name: Uint8Array },
  timeout: number | null,
): { readonly timeout: Uint8Array; readonly policyTicket: Ticket<T> } {
  if (limits.expiration >= 0 || session.kind === 'trial' || timeout === null)
    return { timeout: none, policyTicket: nullTicket(tag) };
  const bytes = new ByteWriter().u64(BigInt(timeout)).finish();
  const parts = ticketParts(machine, bytes, limits, entity.name);
  const hierarchy = hierarchyOf(machine, entity.handle);
  return { timeout: bytes, policyTicket: ticketOf(machine, tag, hierarchy, ...parts) };
}

const commandOfTag = { authSigned: 'policySigned', authSecret: 'policySecret' } as const;

/** Policies that somebody has to agree to — Part 3 §23.3 to §23.5. */
export const policyAuthorizationActions: Actions<'policySigned' | 'policySecret' | 'policyTicket'> =
  {
    policySigned({ machine, handles: [handle = 0, sessionHandle], parameters }) {
      const session = policySession(machine, sessionHandle);
      const key = objectOf(machine, handle);
      const timeout = timeoutOf(machine, session, parameters);
      checkLimits(machine, session, parameters, timeout, 4);
      if (session.kind !== 'trial') {
        const { auth, nonceTpm, expiration, cpHashA, policyRef } = parameters;
        if (auth.sigAlg === 'null') return refuse('SCHEME', 'parameter', 5);
        const name = auth.sigAlg === 'hmac' ? auth.hmac.hash : auth.hash;
        const signed = hash(name, concat(nonceTpm, encode(i32, expiration), cpHashA, policyRef));
        const valid = isSignedBy(key, auth, signed) ?? refuse('SCHEME', 'parameter', 5);
        if (!valid) refuse('SIGNATURE', 'parameter', 5);
      }
      authorizePolicy(session, 'policySigned', key.name, parameters, timeout);
      const entity = { handle, name: key.name };
      return answerOf(machine, 'authSigned', session, parameters, entity, timeout);
    },
    policySecret({ machine, handles: [handle = 0, sessionHandle], parameters }) {
      const session = policySession(machine, sessionHandle);
      const { name } = entityOf(machine, handle);
      const timeout = timeoutOf(machine, session, parameters);
      checkLimits(machine, session, parameters, timeout, 4);
      authorizePolicy(session, 'policySecret', name, parameters, timeout);
      const entity = { handle, name };
      return answerOf(machine, 'authSecret', session, parameters, entity, timeout);
    },
    policyTicket({ machine, handles, parameters }) {
      const session = policySession(machine, handles[0]);
      const { timeout, authName, ticket, cpHashA, policyRef } = parameters;
      if (session.kind === 'trial') refuse('ATTRIBUTES', 'handle');
      if (timeout.length !== 8) refuse('SIZE', 'parameter', 1);
      const end = Number(new ByteReader(timeout, 'TPM2B_TIMEOUT').u64());
      const limits = { cpHashA, policyRef, nonceTpm: none };
      const parts = ticketParts(machine, timeout, limits, authName);
      if (!isTicketOf(machine, ticket, ticket.tag, ...parts)) refuse('TICKET', 'parameter', 5);
      checkLimits(machine, session, limits, end, 1);
      authorizePolicy(session, commandOfTag[ticket.tag], authName, limits, end);
      return {};
    },
  };
