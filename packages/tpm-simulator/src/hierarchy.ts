import { permanentHandle } from '@gatehouse/tpm';
import type { Enabled, Machine } from './machine.ts';
import { refuse } from './tpm-refusal.ts';

/** The switch of each hierarchy; the null hierarchy has none. */
const switches: ReadonlyMap<number, keyof Enabled | null> = new Map([
  [permanentHandle.owner, 'owner'],
  [permanentHandle.endorsement, 'endorsement'],
  [permanentHandle.platform, 'platform'],
  [permanentHandle.null, null],
]);

export const isHierarchy = (handle: number): boolean => switches.has(handle);

export function isEnabled(machine: Machine, hierarchy: number): boolean {
  const name = switches.get(hierarchy) ?? null;
  return name === null || machine.volatile.enabled[name];
}

/** Checks a hierarchy that is given as parameter `position` — TPMI_RH_HIERARCHY+, Part 2 §9.13. */
export function checkHierarchyParameter(machine: Machine, handle: number, position: number): void {
  if (!isHierarchy(handle)) refuse('VALUE', 'parameter', position);
  if (!isEnabled(machine, handle)) refuse('HIERARCHY', 'parameter', position);
}
