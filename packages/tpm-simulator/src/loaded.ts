import { isHandle, type ResponseCodeName } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';
import { freeTransient } from './machine.ts';
import type { Sequence, TpmObject } from './tpm-object.ts';
import { refuse, TpmRefusal } from './tpm-refusal.ts';

/** The object behind a handle whose presence has been checked; a sequence is refused. */
export function objectOf(
  { volatile, persistent }: Machine,
  handle = 0,
  position = 1,
  forSequence: ResponseCodeName = 'TYPE',
): TpmObject {
  const found = volatile.objects.get(handle) ?? persistent.objects.get(handle);
  return found ?? refuse(forSequence, 'handle', position);
}

/** A key to sign with, or null for the handle TPM_RH_NULL. */
export const signerOrNull = (machine: Machine, handle = 0, position = 1): TpmObject | null =>
  isHandle(handle, 'permanent') ? null : objectOf(machine, handle, position, 'KEY');

function freeSlot(machine: Machine): number {
  const handle = freeTransient(machine);
  if (handle === null) throw new TpmRefusal('OBJECT_MEMORY');
  return handle;
}

/** Puts an object into a free transient slot — Part 1 §30. */
export function loadTransient(machine: Machine, object: TpmObject): number {
  const handle = freeSlot(machine);
  machine.volatile.objects.set(handle, object);
  return handle;
}

export function loadSequence(machine: Machine, sequence: Sequence): number {
  const handle = freeSlot(machine);
  machine.volatile.sequences.set(handle, sequence);
  return handle;
}

export const isSession = (handle: number): boolean =>
  isHandle(handle, 'hmacSession') || isHandle(handle, 'policySession');
