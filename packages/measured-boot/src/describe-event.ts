import { MalformedError, toHex } from '@gatehouse/bytes';
import type { EventDescription } from './decode/detail.ts';
import {
  describeFirmwareBlob,
  describeFirmwareBlob2,
  describeHandoffTables,
  describeImageLoad,
  describeVersion,
} from './decode/firmware-events.ts';
import { describeNoAction } from './decode/no-action-events.ts';
import { describeGpt, describeMbr } from './decode/partition-events.ts';
import { describeSpdm } from './decode/spdm-events.ts';
import { describeTag } from './decode/tagged-events.ts';
import { describeBytes, describeText } from './decode/text.ts';
import {
  describeAction,
  describeCompactHash,
  describeLoader,
  describeVendorEvent,
} from './decode/text-events.ts';
import { describeAuthority, describeVariable } from './decode/variable-events.ts';
import type { LogEvent } from './event-log.ts';
import { eventType } from './event-types.ts';

type Describe = (data: Uint8Array, pointerSize: 4 | 8, pcr: number) => EventDescription;

/** Contents of an EV_SEPARATOR, in hex. */
const separators: Readonly<Record<string, string>> = {
  '00000000': 'end of what the firmware measures',
  ffffffff: 'end of what the firmware measures',
  '01000000': 'error that the firmware reports',
  '5742434c': 'end of what the Windows boot measures',
};

/**
 * EV_SEPARATOR. Proves that whoever measured before had ended, if the digest is that of the data; an error
 * separator has the digest of the error whatever its data say.
 */
function describeSeparator(data: Uint8Array): EventDescription {
  const value = toHex(data.subarray(0, 64));
  return { description: `Separator: ${separators[value] ?? value}`, details: { value } };
}

/** How the data of an event is read, by its type; the others are text or bytes. */
const describers: ReadonlyMap<number, Describe> = new Map<number, Describe>([
  [eventType.EV_NO_ACTION, (data, _, pcr) => describeNoAction(data, pcr)],
  [eventType.EV_SEPARATOR, describeSeparator],
  [eventType.EV_EVENT_TAG, (data, _, pcr) => describeTag(data, pcr)],
  [eventType.EV_ACTION, describeAction],
  [eventType.EV_EFI_ACTION, describeAction],
  [eventType.EV_OMIT_BOOT_DEVICE_EVENTS, describeAction],
  [eventType.EV_IPL, describeLoader],
  [eventType.EV_IPL_PARTITION_DATA, describeMbr],
  [eventType.EV_S_CRTM_CONTENTS, describeFirmwareBlob],
  [eventType.EV_S_CRTM_VERSION, describeVersion],
  [eventType.EV_POST_CODE, describeFirmwareBlob],
  [eventType.EV_POST_CODE2, describeFirmwareBlob2],
  [eventType.EV_COMPACT_HASH, (data, _, pcr) => describeCompactHash(data, pcr)],
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

/** Types that the profile names and leaves the data of to the firmware: text, or bytes. */
const firmwareDefined: ReadonlySet<number> = new Set([
  eventType.EV_PREBOOT_CERT,
  eventType.EV_UNUSED,
  eventType.EV_CPU_MICROCODE,
  eventType.EV_PLATFORM_CONFIG_FLAGS,
  eventType.EV_TABLE_OF_DEVICES,
  eventType.EV_NONHOST_CODE,
  eventType.EV_NONHOST_CONFIG,
  eventType.EV_NONHOST_INFO,
  eventType.EV_EFI_HCRTM_EVENT,
]);

/**
 * What an event says, for people. Its type, and the data of those whose digest is of something else
 * (`digestMatches` is null), are only claimed. Data that cannot be read are shown as bytes.
 */
export function describeEvent(event: LogEvent, pointerSize: 4 | 8 = 8): Required<EventDescription> {
  const { data, type, pcr } = event;
  const describe = describers.get(type) ?? (firmwareDefined.has(type) ? describeText : undefined);
  try {
    const described =
      describe === undefined ? describeVendorEvent(data, type) : describe(data, pointerSize, pcr);
    return { readAs: 'values', ...described };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return {
      ...describeBytes(data),
      description: `Unreadable data: ${error.problem}`,
      readAs: 'unreadable',
    };
  }
}
