import { ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { fromTerminated } from '../windows-payloads.ts';

/** How a node of a device path is written (UEFI §10.6.1.6), by type and subtype. */
const nodes: Readonly<Record<string, (data: ByteReader) => string>> = {
  '01/01': (r) => {
    const fn = r.u8();
    return `Pci(0x${r.u8().toString(16)},0x${fn.toString(16)})`;
  },
  '01/04': (r) => `VenHw(${toGuid(r.bytes(16))})`,
  '02/01': (r) => acpi(r.u32(), r.u32()),
  '03/05': (r) => `USB(0x${r.u8().toString(16)},0x${r.u8().toString(16)})`,
  '03/0b': (r) => `MAC(${toHex(r.bytes(6))})`,
  '03/0c': (r) => `IPv4(${[...r.bytes(8).subarray(4)].join('.')})`,
  '03/0d': () => 'IPv6()',
  '03/12': (r) =>
    `Sata(0x${r.u16().toString(16)},0x${r.u16().toString(16)},0x${r.u16().toString(16)})`,
  '03/17': (r) => `NVMe(0x${r.u32().toString(16)},${toHex(r.bytes(8).toReversed())})`,
  '03/18': (r) => `Uri(${String.fromCharCode(...r.rest().subarray(0, 256))})`,
  '04/01': hardDrive,
  '04/03': (r) => `VenMedia(${toGuid(r.bytes(16))})`,
  '04/04': (r) => fromTerminated(r.rest()),
  '04/06': (r) => `FvFile(${toGuid(r.bytes(16))})`,
  '04/07': (r) => `Fv(${toGuid(r.bytes(16))})`,
  '04/08': (r) => {
    r.u32();
    return `Offset(0x${r.u64().toString(16)},0x${r.u64().toString(16)})`;
  },
  '05/01': (r) => {
    r.u32();
    return `BBS(${String.fromCharCode(...r.rest().subarray(0, 64)).replace(/\0.*$/s, '')})`;
  },
};

const pciRoot = 0x0a0341d0;
const acpi = (hid: number, uid: number): string =>
  hid === pciRoot || hid === 0x0a0841d0
    ? `PciRoot(0x${uid.toString(16)})`
    : `Acpi(0x${hid.toString(16)},0x${uid.toString(16)})`;

function hardDrive(r: ByteReader): string {
  const partition = r.u32();
  r.u64();
  r.u64();
  const signature = r.bytes(16);
  r.u8();
  const kind = r.u8();
  const id = kind === 2 ? toGuid(signature) : toHex(signature.subarray(0, 4));
  return `HD(${partition},${kind === 2 ? 'GPT' : kind === 1 ? 'MBR' : kind},${id})`;
}

const limits = { nodes: 256 } as const;
const endType = 0x7f;

/** Text of a device path: nodes joined by `/`. Throws `MalformedError`. */
export function devicePathText(bytes: Uint8Array, base = 0): string {
  const reader = new ByteReader(bytes, 'EFI_DEVICE_PATH_PROTOCOL', 'little', base);
  const texts: string[] = [];
  while (reader.remaining > 0 && texts.length < limits.nodes) {
    const at = reader.offset;
    const type = reader.u8();
    const subtype = reader.u8();
    const length = reader.u16();
    if (length < 4) reader.fail(`a node of ${length} bytes`, at);
    const data = reader.nested(length - 4, 'EFI_DEVICE_PATH_PROTOCOL');
    if (type === endType) {
      if (subtype === 0xff) break;
      texts.push(',');
    } else texts.push(nodeText(type, subtype, data));
  }
  return texts.join('/').replaceAll('/,/', ',');
}

function nodeText(type: number, subtype: number, data: ByteReader): string {
  const key = `${hex8(type)}/${hex8(subtype)}`;
  const read = Object.hasOwn(nodes, key) ? nodes[key] : undefined;
  return read === undefined ? `Path(${key},${toHex(data.rest().subarray(0, 32))})` : read(data);
}

const hex8 = (value: number): string => value.toString(16).padStart(2, '0');

/** The file at the end of a path, if it ends in one. */
export const fileOf = (path: string): string => {
  const at = path.indexOf('\\');
  return at === -1 ? path : path.slice(at);
};
