import { MalformedError } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { numberOf } from './element-values.ts';
import type { LoggedEvent } from './logged-event.ts';
import { readUefiVariable } from './uefi-variable.ts';
import { leavesOf, readWindowsElements, type WindowsElement } from './windows-elements.ts';
import { type WindowsValueKind, windowsEventOfType } from './windows-events.ts';
import { read, siPolicyPayload, vsmKeyPayload } from './windows-payloads.ts';

/** Why an event of `BootFacts.unaccounted` cannot be relied on. */
export type UnaccountedCause =
  | 'event-data-changed'
  | 'event-data-unreadable'
  | 'event-data-contradicts';

/** Changed data are no longer what was measured; what is measured and reads well contradicts another event. */
export function unaccountedCauseOf(event: LoggedEvent, bank: HashName): UnaccountedCause {
  if (!event.dataIsMeasured(bank)) return 'event-data-changed';
  try {
    readWhole(event);
    return 'event-data-contradicts';
  } catch (error) {
    if (error instanceof MalformedError) return 'event-data-unreadable';
    throw error;
  }
}

function readWhole({ pcr, data }: LoggedEvent): void {
  if (pcr === 7) readUefiVariable(data);
  else for (const leaf of leavesOf(readWindowsElements(data))) readValue(leaf);
}

const readers: Readonly<Partial<Record<WindowsValueKind, (data: Uint8Array) => unknown>>> = {
  flag: numberOf,
  u32: numberOf,
  u64: numberOf,
  'si-policy': (data) => read(siPolicyPayload, data),
  'vsm-key': (data) => read(vsmKeyPayload, data),
};

function readValue({ type, data }: WindowsElement): void {
  const kind = windowsEventOfType(type)?.kind;
  if (kind !== undefined) readers[kind]?.(data);
}
