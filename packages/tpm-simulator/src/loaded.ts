import { isHandle } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';
import { freeTransient } from './machine.ts';
import type { TpmObject } from './tpm-object.ts';
import { refuse, TpmRefusal } from './tpm-refusal.ts';

/** The object behind a handle; `position` is its place among the command's handles, from 1. */
export function objectOf(machine: Machine, handle: number | undefined, position = 1): TpmObject {
  const found =
    handle === undefined
      ? undefined
      : (machine.volatile.objects.get(handle) ?? machine.persistent.objects.get(handle));
  return found ?? refuse((handle ?? 0) >>> 24 === 0x81 ? 'HANDLE' : 'VALUE', 'handle', position);
}

/** Puts an object into a free transient slot — Part 1 §30. */
export function loadTransient(machine: Machine, object: TpmObject): number {
  const handle = freeTransient(machine);
  if (handle === null) throw new TpmRefusal('OBJECT_MEMORY');
  machine.volatile.objects.set(handle, object);
  return handle;
}

export const isSession = (handle: number): boolean =>
  isHandle(handle, 'hmacSession') || isHandle(handle, 'policySession');
