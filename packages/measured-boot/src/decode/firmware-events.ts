import { ByteReader, toGuid } from '@gatehouse/bytes';
import { type EventDescription, hex64, numberDetail, oneLine } from './detail.ts';
import { devicePathText, fileOf } from './device-path.ts';
import { guidName } from './guids.ts';
import { anyText, describeText, textIn } from './text.ts';

const reader = (data: Uint8Array, structure: string): ByteReader =>
  new ByteReader(data, structure, 'little');

/**
 * UEFI_IMAGE_LOAD_EVENT (TCG PFP §10.2.3). The digest is the Authenticode hash of the image: neither the
 * path, nor that the image was started, nor that a signature was checked is proven by it.
 */
export function describeImageLoad(data: Uint8Array): EventDescription {
  const r = reader(data, 'UEFI_IMAGE_LOAD_EVENT');
  const base = r.u64();
  const length = r.u64();
  const linkTime = r.u64();
  const pathLength = r.u64();
  if (pathLength > r.remaining) r.fail(`a device path of ${pathLength} bytes`);
  const devicePath = devicePathText(r.bytes(Number(pathLength)));
  return {
    description: `Image ${oneLine(fileOf(devicePath)) || 'without a path'}`,
    details: {
      base: hex64(base),
      length: numberDetail(length),
      linkTimeAddress: hex64(linkTime),
      devicePath,
    },
  };
}

/**
 * UEFI_PLATFORM_FIRMWARE_BLOB (§10.2.4), or text as some firmware puts in its place. The digest is of
 * the firmware: what is in it cannot be seen here, only that it is the same as at another boot.
 */
export function describeFirmwareBlob(data: Uint8Array): EventDescription {
  if (data.length !== 16) return describeText(data);
  const r = reader(data, 'UEFI_PLATFORM_FIRMWARE_BLOB');
  const base = hex64(r.u64());
  const length = numberDetail(r.u64());
  return { description: `Firmware at ${base}, ${length} bytes`, details: { base, length } };
}

/** UEFI_PLATFORM_FIRMWARE_BLOB2: u8-counted description, base, length. Proves as little as the first. */
export function describeFirmwareBlob2(data: Uint8Array): EventDescription {
  const r = reader(data, 'UEFI_PLATFORM_FIRMWARE_BLOB2');
  const name = textIn(r.bytes(r.u8()));
  const base = hex64(r.u64());
  const length = numberDetail(r.u64());
  return {
    description: `Firmware ${oneLine(name)} at ${base}, ${length} bytes`,
    details: r.done({ name, base, length }),
  };
}

/** EV_S_CRTM_VERSION: UTF-16 text, or a GUID. Proves what the firmware calls itself, not what it is. */
export function describeVersion(data: Uint8Array): EventDescription {
  if (data.length === 16 && data[15] !== 0) {
    const guid = toGuid(data);
    return { description: `Firmware version ${guid}`, details: { guid } };
  }
  const version = anyText(data);
  return { description: `Firmware version “${oneLine(version)}”`, details: { version } };
}

/**
 * UEFI_HANDOFF_TABLE_POINTERS (§10.2.4.1); of the second kind with a u8-counted description. The digest
 * is of the tables: their content is not in the log.
 */
export const describeHandoffTables =
  (described: boolean) =>
  (data: Uint8Array, pointerSize: 4 | 8): EventDescription => {
    const r = reader(data, 'UEFI_HANDOFF_TABLE_POINTERS');
    const name = described ? textIn(r.bytes(r.u8())) : '';
    const count = r.u64();
    if (count > 1024n) r.fail(`${count} tables`);
    const tables = Array.from({ length: Number(count) }, () => ({
      table: guidName(toGuid(r.bytes(16))),
      address: hex64(pointerSize === 8 ? r.u64() : BigInt(r.u32())),
    }));
    return {
      description: `Tables for the system: ${tables.map(({ table }) => table).join(', ')}`,
      details: r.done({ ...(described && { name }), tables }),
    };
  };
