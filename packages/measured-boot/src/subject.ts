import { MalformedError } from '@gatehouse/bytes';
import { readSignatureLists } from './decode/signature-lists.ts';
import { describeEvent } from './describe-event.ts';
import type { LogEvent } from './event-log.ts';
import { eventType } from './event-types.ts';
import { readUefiVariable, variableVendor } from './uefi-variable.ts';

/** What kind of thing an event measures: what a difference is explained by. Unproven, as types are. */
export type Subject =
  | 'SecureBoot'
  | 'PK'
  | 'KEK'
  | 'db'
  | 'dbx'
  | 'mode'
  | 'variable'
  | 'authority'
  | 'image'
  | 'driver'
  | 'version'
  | 'firmware'
  | 'action'
  | 'separator'
  | 'signers'
  | 'other';

const byType: ReadonlyMap<number, Subject> = new Map([
  [eventType.EV_EFI_VARIABLE_AUTHORITY, 'authority'],
  [eventType.EV_EFI_BOOT_SERVICES_APPLICATION, 'image'],
  [eventType.EV_EFI_BOOT_SERVICES_DRIVER, 'driver'],
  [eventType.EV_EFI_RUNTIME_SERVICES_DRIVER, 'driver'],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, 'firmware'],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB2, 'firmware'],
  [eventType.EV_S_CRTM_VERSION, 'version'],
  [eventType.EV_S_CRTM_CONTENTS, 'firmware'],
  [eventType.EV_POST_CODE, 'firmware'],
  [eventType.EV_POST_CODE2, 'firmware'],
  [eventType.EV_NONHOST_CODE, 'firmware'],
  [eventType.EV_EFI_ACTION, 'action'],
  [eventType.EV_ACTION, 'action'],
  [eventType.EV_SEPARATOR, 'separator'],
  [eventType.EV_EVENT_TAG, 'signers'],
]);

const policyVariables: Readonly<Record<string, readonly [string, Subject]>> = {
  SecureBoot: [variableVendor.global, 'SecureBoot'],
  AuditMode: [variableVendor.global, 'mode'],
  DeployedMode: [variableVendor.global, 'mode'],
  PK: [variableVendor.global, 'PK'],
  KEK: [variableVendor.global, 'KEK'],
  db: [variableVendor.imageSecurity, 'db'],
  dbx: [variableVendor.imageSecurity, 'dbx'],
};

export function subjectOf(event: LogEvent): Subject {
  if (event.type !== eventType.EV_EFI_VARIABLE_DRIVER_CONFIG)
    return byType.get(event.type) ?? 'other';
  try {
    const { vendor, name } = readUefiVariable(event.data);
    const known = Object.hasOwn(policyVariables, name) ? policyVariables[name] : undefined;
    return known !== undefined && known[0] === vendor ? known[1] : 'variable';
  } catch (error) {
    if (error instanceof MalformedError) return 'variable';
    throw error;
  }
}

/** What an event measures, in words. */
export const whatOf = (event: LogEvent): string => describeEvent(event).description;

const databases: ReadonlySet<Subject> = new Set<Subject>(['PK', 'KEK', 'db', 'dbx']);

/** How many entries a signature database has; nothing of other events, or if it cannot be read. */
export function signaturesOf(event: LogEvent): { readonly signatures?: number } {
  if (!databases.has(subjectOf(event))) return {};
  try {
    return { signatures: readSignatureLists(readUefiVariable(event.data).value).length };
  } catch (error) {
    if (error instanceof MalformedError) return {};
    throw error;
  }
}
