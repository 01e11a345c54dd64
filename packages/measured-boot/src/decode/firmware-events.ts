import { ByteReader, fromUtf16le, toGuid, toHex } from '@gatehouse/bytes';
import { fromTerminated } from '../windows-payloads.ts';
import { type Detail, type EventDescription, hex64, numberDetail, oneLine } from './detail.ts';
import { devicePathText, fileOf } from './device-path.ts';
import { guidName } from './guids.ts';

const reader = (data: Uint8Array, structure: string): ByteReader =>
  new ByteReader(data, structure, 'little');

/** UEFI_IMAGE_LOAD_EVENT (TCG PFP §10.2.3). */
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

/** UEFI_PLATFORM_FIRMWARE_BLOB (§10.2.4), or text as some firmware puts in its place. */
export function describeFirmwareBlob(data: Uint8Array): EventDescription {
  if (data.length !== 16) return describeText(data);
  const r = reader(data, 'UEFI_PLATFORM_FIRMWARE_BLOB');
  const base = hex64(r.u64());
  const length = numberDetail(r.u64());
  return { description: `Firmware at ${base}, ${length} bytes`, details: { base, length } };
}

/** UEFI_PLATFORM_FIRMWARE_BLOB2: u8-counted description, base, length. */
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

/** EV_S_CRTM_VERSION: UTF-16 text, or a GUID. */
export function describeVersion(data: Uint8Array): EventDescription {
  if (data.length === 16 && data[15] !== 0) {
    const guid = toGuid(data);
    return { description: `Firmware version ${guid}`, details: { guid } };
  }
  const version = isWide(data) ? fromTerminated(data) : textIn(data);
  return { description: `Firmware version “${oneLine(version)}”`, details: { version } };
}

/** UEFI_HANDOFF_TABLE_POINTERS (§10.2.4.1); of the second kind with a u8-counted description. */
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

const entryHead = 128;

/** UEFI_GPT_DATA (§10.2.5): the partition table of the disk. */
export function describeGpt(data: Uint8Array): EventDescription {
  const r = reader(data, 'UEFI_GPT_DATA');
  if (textIn(r.bytes(8)) !== 'EFI PART') r.fail('no GPT header', 0);
  r.bytes(16);
  r.bytes(32);
  const disk = toGuid(r.bytes(16));
  r.bytes(12);
  const entrySize = r.u32();
  r.bytes(4);
  const count = r.u64();
  if (entrySize < entryHead || count > 1024n) r.fail(`${count} partitions of ${entrySize} bytes`);
  const partitions = Array.from({ length: Number(count) }, () => {
    const entry = r.nested(entrySize, 'EFI_PARTITION_ENTRY');
    return {
      type: guidName(toGuid(entry.bytes(16))),
      id: toGuid(entry.bytes(16)),
      first: numberDetail(entry.u64()),
      last: numberDetail(entry.u64()),
      attributes: hex64(entry.u64()),
      name: fromTerminated(entry.bytes(72)),
    };
  });
  return {
    description: `Partition table of disk ${disk}, ${partitions.length} partitions`,
    details: { disk, partitions },
  };
}

/** Text is shown up to here: kernel command lines have at most some thousand characters. */
const longestText = 16_384;

/** Text, 8 or 16 bits a character; bytes in hex if it is none. */
export function describeText(data: Uint8Array): EventDescription {
  if (data.length === 0) return { description: 'no data', details: null };
  if (data.length > longestText) return describeBytes(data);
  const text = isWide(data) ? fromUtf16le(data).replace(/\0+$/, '') : textIn(data);
  if (!isReadable(text)) return describeBytes(data);
  return { description: `“${oneLine(text)}”`, details: { text } };
}

const shownBytes = 256;

export function describeBytes(data: Uint8Array): EventDescription {
  const start = toHex(data.subarray(0, shownBytes));
  const details: Detail = { size: data.length, data: start };
  const cut = data.length > 16 ? '…' : '';
  return { description: `${data.length} bytes ${start.slice(0, 32)}${cut}`, details };
}

/** Bytes as text up to the zeros at the end; UTF-8 where it is. */
export const textIn = (data: Uint8Array): string =>
  new TextDecoder('utf-8').decode(data).replace(/\0+$/, '');

const isReadable = (text: string): boolean => text.length > 0 && ![...text].some(isUnreadable);

const isUnreadable = (character: string): boolean =>
  character === '\u{fffd}' || (character < ' ' && !'\t\r\n'.includes(character));

/** Whether every second byte of the start is zero, as in UTF-16 of Latin text. */
const isWide = (data: Uint8Array): boolean =>
  data.length >= 4 &&
  data.length % 2 === 0 &&
  data
    .subarray(0, 16)
    .every((byte, i) => (i % 2 === 0 ? byte !== 0 : byte === 0) || i >= data.length - 2);
