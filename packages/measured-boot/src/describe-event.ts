import { MalformedError, toHex } from '@gatehouse/bytes';
import type { EventDescription } from './decode/detail.ts';
import {
  describeBytes,
  describeFirmwareBlob,
  describeFirmwareBlob2,
  describeGpt,
  describeHandoffTables,
  describeImageLoad,
  describeText,
  describeVersion,
} from './decode/firmware-events.ts';
import { describeNoAction } from './decode/no-action-events.ts';
import { describeSpdm } from './decode/spdm-events.ts';
import { describeAuthority, describeVariable } from './decode/variable-events.ts';
import { elementDetails, elementSummary } from './decode/windows-details.ts';
import type { LogEvent } from './event-log.ts';
import { eventType } from './event-types.ts';
import { readWindowsElements } from './windows-elements.ts';

type Describe = (data: Uint8Array, pointerSize: 4 | 8, pcr: number) => EventDescription;

/** Contents of an EV_SEPARATOR, in hex. */
const separators: Readonly<Record<string, string>> = {
  '00000000': 'end of what the firmware measures',
  ffffffff: 'end of what the firmware measures',
  '01000000': 'error that the firmware reports',
  '5742434c': 'end of what the Windows boot measures',
};

function describeSeparator(data: Uint8Array): EventDescription {
  const value = toHex(data.subarray(0, 64));
  return { description: `Separator: ${separators[value] ?? value}`, details: { value } };
}

/** TCG_PCClientTaggedEvent; of Windows one SIPA element. */
function describeTag(data: Uint8Array): EventDescription {
  const elements = readWindowsElements(data);
  return {
    description: `Windows boot: ${elementSummary(elements)}`,
    details: elementDetails(elements),
  };
}

/** How the data of an event is read, by its type; the others are text or bytes. */
const describers: ReadonlyMap<number, Describe> = new Map<number, Describe>([
  [eventType.EV_NO_ACTION, (data, _, pcr) => describeNoAction(data, pcr)],
  [eventType.EV_SEPARATOR, describeSeparator],
  [eventType.EV_EVENT_TAG, describeTag],
  [eventType.EV_S_CRTM_CONTENTS, describeFirmwareBlob],
  [eventType.EV_S_CRTM_VERSION, describeVersion],
  [eventType.EV_POST_CODE, describeFirmwareBlob],
  [eventType.EV_POST_CODE2, describeFirmwareBlob2],
  [eventType.EV_COMPACT_HASH, describeBytes],
  [eventType.EV_EFI_VARIABLE_DRIVER_CONFIG, describeVariable],
  [eventType.EV_EFI_VARIABLE_BOOT, describeVariable],
  [eventType.EV_EFI_VARIABLE_BOOT2, describeVariable],
  [eventType.EV_EFI_VARIABLE_AUTHORITY, describeAuthority],
  [eventType.EV_EFI_SPDM_DEVICE_POLICY, describeVariable],
  [eventType.EV_EFI_SPDM_DEVICE_AUTHORITY, describeAuthority],
  [eventType.EV_EFI_SPDM_FIRMWARE_BLOB, describeSpdm],
  [eventType.EV_EFI_SPDM_FIRMWARE_CONFIG, describeSpdm],
  [eventType.EV_EFI_BOOT_SERVICES_APPLICATION, describeImageLoad],
  [eventType.EV_EFI_BOOT_SERVICES_DRIVER, describeImageLoad],
  [eventType.EV_EFI_RUNTIME_SERVICES_DRIVER, describeImageLoad],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, describeFirmwareBlob],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB2, describeFirmwareBlob2],
  [eventType.EV_EFI_HANDOFF_TABLES, describeHandoffTables(false)],
  [eventType.EV_EFI_HANDOFF_TABLES2, describeHandoffTables(true)],
  [eventType.EV_EFI_GPT_EVENT, describeGpt],
  [eventType.EV_EFI_GPT_EVENT2, describeGpt],
]);

/**
 * What an event says, for people. Its type, and the data of those whose digest is of something else
 * (`digestMatches` is null), are only claimed. Data that cannot be read are shown as bytes.
 */
export function describeEvent(event: LogEvent, pointerSize: 4 | 8 = 8): EventDescription {
  const describe = describers.get(event.type) ?? describeText;
  try {
    return describe(event.data, pointerSize, event.pcr);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { ...describeBytes(event.data), description: `Unreadable data: ${error.problem}` };
  }
}
