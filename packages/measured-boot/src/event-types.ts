import { vendorEventTypes } from './vendor-event-types.ts';

/** Event types by name (TCG PC Client Platform Firmware Profile §10.4.1). */
export const eventType = {
  EV_PREBOOT_CERT: 0x0,
  EV_POST_CODE: 0x1,
  EV_UNUSED: 0x2,
  EV_NO_ACTION: 0x3,
  EV_SEPARATOR: 0x4,
  EV_ACTION: 0x5,
  EV_EVENT_TAG: 0x6,
  EV_S_CRTM_CONTENTS: 0x7,
  EV_S_CRTM_VERSION: 0x8,
  EV_CPU_MICROCODE: 0x9,
  EV_PLATFORM_CONFIG_FLAGS: 0xa,
  EV_TABLE_OF_DEVICES: 0xb,
  EV_COMPACT_HASH: 0xc,
  EV_IPL: 0xd,
  EV_IPL_PARTITION_DATA: 0xe,
  EV_NONHOST_CODE: 0xf,
  EV_NONHOST_CONFIG: 0x10,
  EV_NONHOST_INFO: 0x11,
  EV_OMIT_BOOT_DEVICE_EVENTS: 0x12,
  EV_POST_CODE2: 0x13,
  EV_EFI_VARIABLE_DRIVER_CONFIG: 0x80000001,
  EV_EFI_VARIABLE_BOOT: 0x80000002,
  EV_EFI_BOOT_SERVICES_APPLICATION: 0x80000003,
  EV_EFI_BOOT_SERVICES_DRIVER: 0x80000004,
  EV_EFI_RUNTIME_SERVICES_DRIVER: 0x80000005,
  EV_EFI_GPT_EVENT: 0x80000006,
  EV_EFI_ACTION: 0x80000007,
  EV_EFI_PLATFORM_FIRMWARE_BLOB: 0x80000008,
  EV_EFI_HANDOFF_TABLES: 0x80000009,
  EV_EFI_PLATFORM_FIRMWARE_BLOB2: 0x8000000a,
  EV_EFI_HANDOFF_TABLES2: 0x8000000b,
  EV_EFI_VARIABLE_BOOT2: 0x8000000c,
  EV_EFI_GPT_EVENT2: 0x8000000d,
  EV_EFI_HCRTM_EVENT: 0x80000010,
  EV_EFI_VARIABLE_AUTHORITY: 0x800000e0,
  EV_EFI_SPDM_FIRMWARE_BLOB: 0x800000e1,
  EV_EFI_SPDM_FIRMWARE_CONFIG: 0x800000e2,
  EV_EFI_SPDM_DEVICE_POLICY: 0x800000e3,
  EV_EFI_SPDM_DEVICE_AUTHORITY: 0x800000e4,
} as const;

const names: ReadonlyMap<number, string> = new Map([
  ...Object.entries(eventType).map(([name, type]) => [type, name] as const),
  ...vendorEventTypes.flatMap(({ prefix, types }) =>
    Object.entries(types).map(([name, type]) => [type, `${prefix}${name}`] as const),
  ),
]);

/** `EV_…`, or the number in hex: unknown types are legal. */
export const eventTypeName = (type: number): string =>
  names.get(type) ?? `0x${type.toString(16).padStart(8, '0')}`;

/**
 * What the digest of an event is of: its `data`; `other` content that is not in the log, as of a PE
 * image; or `either`, as firmware differs. Types that are not listed are `either`.
 */
export const digestRule: ReadonlyMap<number, 'data' | 'other' | 'either'> = new Map([
  [eventType.EV_NO_ACTION, 'other'],
  [eventType.EV_SEPARATOR, 'data'],
  [eventType.EV_ACTION, 'data'],
  [eventType.EV_EVENT_TAG, 'data'],
  [eventType.EV_S_CRTM_VERSION, 'data'],
  [eventType.EV_EFI_VARIABLE_DRIVER_CONFIG, 'data'],
  [eventType.EV_EFI_VARIABLE_AUTHORITY, 'data'],
  [eventType.EV_EFI_VARIABLE_BOOT2, 'data'],
  [eventType.EV_EFI_GPT_EVENT, 'data'],
  [eventType.EV_EFI_GPT_EVENT2, 'data'],
  [eventType.EV_EFI_ACTION, 'data'],
  [eventType.EV_EFI_HCRTM_EVENT, 'other'],
  [eventType.EV_EFI_BOOT_SERVICES_APPLICATION, 'other'],
  [eventType.EV_EFI_BOOT_SERVICES_DRIVER, 'other'],
  [eventType.EV_EFI_RUNTIME_SERVICES_DRIVER, 'other'],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, 'other'],
  [eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB2, 'other'],
  [eventType.EV_EFI_HANDOFF_TABLES, 'other'],
  [eventType.EV_EFI_HANDOFF_TABLES2, 'other'],
  [eventType.EV_EFI_SPDM_FIRMWARE_BLOB, 'other'],
  [eventType.EV_EFI_SPDM_FIRMWARE_CONFIG, 'other'],
]);
