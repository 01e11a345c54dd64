import type { LogEvent } from './event-log.ts';
import { eventType } from './event-types.ts';
import { vendorEventOf } from './vendor-event-types.ts';

/** What an event of a type is for, and what nobody may conclude from it. */
export interface EventMeaning {
  /** What the digest is of, as the profile has it. */
  readonly measures: string;
  readonly doesNotProve: string;
}

const row = (measures: string, doesNotProve: string): EventMeaning => ({ measures, doesNotProve });

const image = row(
  'The PE image, by its Authenticode hash.',
  'Where the image came from (the path is text), that it was started, or that a signature was checked.',
);
const tables = row(
  'The content of tables that the firmware hands over; the log has their addresses.',
  'What is in the tables: only that it is the same as at another boot with this digest.',
);
const firmware = row(
  'The firmware at this address.',
  'What the firmware does: only that it is the same as at another boot with this digest.',
);
const vendorData = row(
  'What the firmware vendor decides; its data need not be what was hashed.',
  'Anything by its data, unless the digest is that of the data and the vendor documents them.',
);
const text = row(
  'The text itself.',
  'That what the text says took place: firmware, or whatever ran before, measured these characters.',
);
const device = row(
  'What a device answered about its firmware or configuration (SPDM).',
  'That the device is genuine, unless the event says that it was authenticated.',
);
const authority = row(
  'The entry of a signature database that verified an image.',
  'For which image the entry was used.',
);
const configuration = row(
  'A UEFI variable with its name and value.',
  'That the variable still has this value: it was read when the firmware measured it.',
);
const partitions = row(
  'The partition table of the disk that was booted from.',
  'Anything about the content of the partitions.',
);
const bootVariable = row(
  'A boot variable: the value alone, or name and value, as the firmware has it.',
  'Which entry was booted, and nothing by the text where the digest is of the value alone.',
);

const meanings: ReadonlyMap<number, EventMeaning> = new Map([
  [eventType.EV_PREBOOT_CERT, vendorData],
  [eventType.EV_POST_CODE, firmware],
  [eventType.EV_UNUSED, vendorData],
  [
    eventType.EV_NO_ACTION,
    row(
      'Nothing: it is information, and extends no PCR.',
      'Anything: a log may be given any such event. Only the locality of the start is held by PCR 0.',
    ),
  ],
  [
    eventType.EV_SEPARATOR,
    row(
      'The end of a stage of the boot.',
      'Who measured after it: from here on the running system can extend what it wants.',
    ),
  ],
  [eventType.EV_ACTION, text],
  [
    eventType.EV_EVENT_TAG,
    row(
      'The tagged data themselves; in PCR 12 to 14 what the Windows boot decided and loaded.',
      'That Windows measured it: the boot manager of PCR 4 and the signers of PCR 14 have to show that.',
    ),
  ],
  [eventType.EV_S_CRTM_CONTENTS, firmware],
  [
    eventType.EV_S_CRTM_VERSION,
    row('The name that the firmware has for its version.', 'That the firmware is that version.'),
  ],
  [eventType.EV_CPU_MICROCODE, firmware],
  [eventType.EV_PLATFORM_CONFIG_FLAGS, vendorData],
  [eventType.EV_TABLE_OF_DEVICES, vendorData],
  [
    eventType.EV_COMPACT_HASH,
    row(
      'A number, usually the data themselves; in PCR 11 a mark of the Windows boot for BitLocker.',
      'What the number stands for.',
    ),
  ],
  [
    eventType.EV_IPL,
    row(
      'What a boot loader read or ran: text by itself, files by their content, which is not in the log.',
      'Who measured: everything that runs after the firmware can measure here.',
    ),
  ],
  [eventType.EV_IPL_PARTITION_DATA, partitions],
  [eventType.EV_NONHOST_CODE, vendorData],
  [eventType.EV_NONHOST_CONFIG, vendorData],
  [eventType.EV_NONHOST_INFO, vendorData],
  [eventType.EV_OMIT_BOOT_DEVICE_EVENTS, text],
  [eventType.EV_POST_CODE2, firmware],
  [eventType.EV_EFI_VARIABLE_DRIVER_CONFIG, configuration],
  [eventType.EV_EFI_VARIABLE_BOOT, bootVariable],
  [eventType.EV_EFI_VARIABLE_BOOT2, bootVariable],
  [eventType.EV_EFI_BOOT_SERVICES_APPLICATION, image],
  [eventType.EV_EFI_BOOT_SERVICES_DRIVER, image],
  [eventType.EV_EFI_RUNTIME_SERVICES_DRIVER, image],
  [eventType.EV_EFI_GPT_EVENT, partitions],
  [eventType.EV_EFI_GPT_EVENT2, partitions],
  [eventType.EV_EFI_ACTION, text],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, firmware],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB2, firmware],
  [eventType.EV_EFI_HANDOFF_TABLES, tables],
  [eventType.EV_EFI_HANDOFF_TABLES2, tables],
  [
    eventType.EV_EFI_HCRTM_EVENT,
    row(
      'What hardware measured before the firmware began (H-CRTM).',
      'What was measured: the log has only the name of the event.',
    ),
  ],
  [eventType.EV_EFI_VARIABLE_AUTHORITY, authority],
  [eventType.EV_EFI_SPDM_FIRMWARE_BLOB, device],
  [eventType.EV_EFI_SPDM_FIRMWARE_CONFIG, device],
  [eventType.EV_EFI_SPDM_DEVICE_POLICY, configuration],
  [eventType.EV_EFI_SPDM_DEVICE_AUTHORITY, authority],
]);

const unknownType = row(
  'Something of a type that the PC Client profile does not know; its digest counts like any other.',
  'Anything by its data.',
);

/** Of its type as claimed: a type is covered by no digest. */
export function meaningOf({ type }: LogEvent): EventMeaning {
  const vendor = vendorEventOf(type)?.vendor;
  const known = meanings.get(type);
  if (known !== undefined || vendor === undefined) return known ?? unknownType;
  return row(`What ${vendor} measures at its start of trust.`, unknownType.doesNotProve);
}
