import {
  handleType,
  hasNvAttribute,
  isAllowedHandle,
  isHandle,
  pcrCount,
  permanentHandle,
  typeByteOf,
} from '@gatehouse/tpm';
import type { CommandHandle } from './execution.ts';
import { isEnabled } from './hierarchy.ts';
import type { Machine } from './machine.ts';
import { sessionSlots } from './machine.ts';
import { notLoaded, refuse } from './tpm-refusal.ts';

/** Transient handles beyond those that every TPM has are unknown, not unloaded, unless they are loaded. */
const leastTransient = 3;
const indexOf = (handle: number): number => handle & 0xffffff;

const limits: Readonly<Record<number, number>> = {
  [handleType.pcr]: pcrCount,
  [handleType.hmacSession]: sessionSlots,
  [handleType.policySession]: sessionSlots,
};
const isKnown = ({ volatile }: Machine, handle: number): boolean =>
  isHandle(handle, 'transient')
    ? volatile.objects.has(handle) ||
      volatile.sequences.has(handle) ||
      indexOf(handle) < leastTransient
    : indexOf(handle) < (limits[typeByteOf(handle)] ?? Number.POSITIVE_INFINITY);

/** Whether each handle is of a kind that the command takes — Part 3 §5.3, Part 2 §9. */
export function checkKinds(
  machine: Machine,
  layout: readonly CommandHandle[],
  handles: readonly number[],
): void {
  for (const [i, { rule }] of layout.entries()) {
    const handle = handles[i] ?? 0;
    if (!isAllowedHandle(rule, handle) || !isKnown(machine, handle))
      refuse('VALUE', 'handle', i + 1);
  }
}

/** Objects of 0x81800000 and above belong to the platform — Part 2 §7.5. */
const isPlatformObject = (handle: number): boolean => (handle & 0x800000) !== 0;

type Presence = (machine: Machine, handle: number) => boolean;

const isObjectThere: Presence = (machine, handle) => {
  const object = machine.persistent.objects.get(handle);
  const owner = isPlatformObject(handle) ? permanentHandle.platform : permanentHandle.owner;
  return object !== undefined && isEnabled(machine, owner) && isEnabled(machine, object.hierarchy);
};

const isIndexThere: Presence = ({ persistent, volatile }, handle) => {
  const index = persistent.nv.get(handle);
  if (index === undefined) return false;
  return hasNvAttribute(index.attributes, 'platformCreate')
    ? volatile.enabled.platformNv
    : volatile.enabled.owner;
};

const isSessionThere: Presence = ({ volatile }, handle) => volatile.sessions.has(handle);

/** What it takes to be there, and what is said of that which is not; PCRs always are. */
const presences: Readonly<
  Record<number, { readonly is: Presence; readonly or: 'HIERARCHY' | 'HANDLE' | 'REFERENCE' }>
> = {
  [handleType.permanent]: { is: isEnabled, or: 'HIERARCHY' },
  [handleType.transient]: {
    is: ({ volatile }, handle) => volatile.objects.has(handle) || volatile.sequences.has(handle),
    or: 'REFERENCE',
  },
  [handleType.persistent]: { is: isObjectThere, or: 'HANDLE' },
  [handleType.nvIndex]: { is: isIndexThere, or: 'HANDLE' },
  [handleType.hmacSession]: { is: isSessionThere, or: 'REFERENCE' },
  [handleType.policySession]: { is: isSessionThere, or: 'REFERENCE' },
};

/** Whether what the handle names is there — Part 3 §5.4; `position` counts from 1. */
export function checkPresent(machine: Machine, handle: number, position: number): void {
  const presence = presences[typeByteOf(handle)];
  if (presence === undefined || presence.is(machine, handle)) return;
  if (presence.or === 'REFERENCE') notLoaded('H', position);
  else refuse(presence.or, 'handle', position);
}
