import {
  type AuthRole,
  type CommandName,
  handleName,
  handleType,
  hasAttribute,
  hasNvAttribute,
  nvNameOf,
  permanentHandle,
  typeByteOf,
} from '@gatehouse/tpm';
import { objectOf } from './loaded.ts';
import type { Machine } from './machine.ts';
import { nvIndexOf, nvPublicOf } from './nv-index.ts';
import { trimmed } from './session-hmac.ts';
import type { NvIndex, Sequence, TpmObject } from './tpm-object.ts';

/** For what an authorization is asked. */
export interface Use {
  readonly command: CommandName;
  readonly role: AuthRole;
}

/** What authorizations know of a handle — Part 1 §19.1. */
export interface Entity {
  readonly name: Uint8Array;
  /** Without trailing zeros. */
  readonly authValue: Uint8Array;
  /** Empty: no policy fits. */
  readonly authPolicy: Uint8Array;
  /** Whether the use asks for a policy, whatever the authValue. */
  readonly needsPolicy: (use: Use) => boolean;
  /** Whether the authValue, by password or HMAC, suffices. */
  readonly authValueSuffices: (use: Use) => boolean;
  /** Whether a policy may be used. */
  readonly policySuffices: (use: Use) => boolean;
  /** Whether wrong values count for the dictionary attack logic. */
  readonly guard: 'none' | 'guarded' | 'lockout';
}

const none = new Uint8Array();
const always = () => true;
const never = () => false;

function objectEntity({ name, public: area, sensitive }: TpmObject): Entity {
  const has = (attribute: Parameters<typeof hasAttribute>[1]) =>
    hasAttribute(area.objectAttributes, attribute);
  const isWhole = sensitive !== null;
  return {
    name,
    authValue: trimmed(sensitive?.authValue ?? none),
    authPolicy: area.authPolicy,
    needsPolicy: ({ role }) => role === 'dup' || (role === 'admin' && has('adminWithPolicy')),
    authValueSuffices: ({ role }) => isWhole && (role === 'admin' || has('userWithAuth')),
    policySuffices: () => isWhole,
    guard: has('noDa') ? 'none' : 'guarded',
  };
}

const plain = {
  authPolicy: none,
  needsPolicy: never,
  authValueSuffices: always,
  policySuffices: never,
  guard: 'none',
} as const;

const sequenceEntity = ({ authValue }: Sequence): Entity => ({
  ...plain,
  name: none,
  authValue: trimmed(authValue),
});

/** Hierarchies, the lockout and PCRs. */
const handleEntity = ({ persistent }: Machine, handle: number): Entity => ({
  ...plain,
  name: handleName(handle),
  authValue: trimmed(persistent.auths.get(handle) ?? none),
  authPolicy: persistent.policies.get(handle) ?? none,
  policySuffices: () => persistent.policies.has(handle),
  guard: handle === permanentHandle.lockout ? 'lockout' : 'none',
});

const nvWriters: ReadonlySet<CommandName> = new Set([
  'nvWrite',
  'nvIncrement',
  'nvExtend',
  'nvSetBits',
  'nvWriteLock',
]);

function nvEntity(index: NvIndex): Entity {
  const may = (
    { command }: Use,
    read: 'authRead' | 'policyRead',
    write: 'authWrite' | 'policyWrite',
  ) => hasNvAttribute(index.attributes, nvWriters.has(command) ? write : read);
  return {
    name: nvNameOf(nvPublicOf(index)),
    authValue: trimmed(index.authValue),
    authPolicy: index.authPolicy,
    needsPolicy: ({ role }) => role === 'admin',
    authValueSuffices: (use) => may(use, 'authRead', 'authWrite'),
    policySuffices: (use) => use.role === 'admin' || may(use, 'policyRead', 'policyWrite'),
    guard: hasNvAttribute(index.attributes, 'noDa') ? 'none' : 'guarded',
  };
}

/** The entity behind a handle whose presence has been checked; `position` counts from 1. */
export function entityOf(machine: Machine, handle: number, position = 1): Entity {
  const sequence = machine.volatile.sequences.get(handle);
  if (sequence !== undefined) return sequenceEntity(sequence);
  switch (typeByteOf(handle)) {
    case handleType.transient:
    case handleType.persistent:
      return objectEntity(objectOf(machine, handle, position));
    case handleType.nvIndex:
      return nvEntity(nvIndexOf(machine, handle, position));
    default:
      return handleEntity(machine, handle);
  }
}

/** Whether the handle still names something, after a command that may have taken it away. */
export const isStillThere = ({ volatile, persistent }: Machine, handle: number): boolean =>
  [volatile.objects, volatile.sequences, persistent.objects, persistent.nv].some((held) =>
    held.has(handle),
  ) || [handleType.permanent, handleType.pcr].some((type) => type === typeByteOf(handle));
