import {
  handleName,
  handleType,
  hasAttribute,
  hasNvAttribute,
  isHandle,
  nvNameOf,
  permanentHandle,
  typeByteOf,
} from '@gatehouse/tpm';
import { objectOf } from './loaded.ts';
import type { Machine } from './machine.ts';
import { nvIndexOf, nvPublicOf } from './nv-index.ts';
import { trimmed } from './session-hmac.ts';
import type { NvIndex, TpmObject } from './tpm-object.ts';
import { notLoaded, refuse } from './tpm-refusal.ts';

export type Role = 'user' | 'admin';

/** What authorizations know of a handle — Part 1 §19.1. */
export interface Entity {
  readonly name: Uint8Array;
  /** Without trailing zeros. */
  readonly authValue: Uint8Array;
  /** Empty: no policy fits. */
  readonly authPolicy: Uint8Array;
  /** Whether the authValue, by password or HMAC, suffices for the role. */
  readonly authValueSuffices: (role: Role) => boolean;
  /** Whether wrong values count for the dictionary attack logic. */
  readonly guarded: boolean;
}

const none = new Uint8Array();
const always = () => true;

function objectEntity({ name, public: area, sensitive }: TpmObject): Entity {
  const has = (attribute: Parameters<typeof hasAttribute>[1]) =>
    hasAttribute(area.objectAttributes, attribute);
  return {
    name,
    authValue: trimmed(sensitive?.authValue ?? none),
    authPolicy: area.authPolicy,
    authValueSuffices: (role) => (role === 'admin' ? !has('adminWithPolicy') : has('userWithAuth')),
    guarded: !has('noDa'),
  };
}

/** Hierarchies and PCRs. */
const handleEntity = (machine: Machine, handle: number): Entity => ({
  name: handleName(handle),
  authValue: trimmed(machine.persistent.auths.get(handle) ?? none),
  authPolicy: none,
  authValueSuffices: always,
  guarded: false,
});

const nvEntity = (index: NvIndex): Entity => ({
  name: nvNameOf(nvPublicOf(index)),
  authValue: trimmed(index.authValue),
  authPolicy: index.authPolicy,
  authValueSuffices: always,
  guarded: !hasNvAttribute(index.attributes, 'noDa'),
});

/** The entity behind a handle; `position` is its place among the command's handles, from 1. */
export function entityOf(machine: Machine, handle: number, position: number): Entity {
  switch (typeByteOf(handle)) {
    case handleType.transient:
      if (!machine.volatile.objects.has(handle)) notLoaded('H', position);
      return objectEntity(objectOf(machine, handle, position));
    case handleType.persistent:
      return objectEntity(objectOf(machine, handle, position));
    case handleType.nvIndex:
      return nvEntity(nvIndexOf(machine, handle, position));
    default:
      if (isHandle(handle, 'permanent') && !permanent.has(handle))
        refuse('VALUE', 'handle', position);
      return handleEntity(machine, handle);
  }
}

const permanent: ReadonlySet<number> = new Set(Object.values(permanentHandle));
