import { type ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { fromTerminated } from '../windows-payloads.ts';
import { asciiIn } from './text.ts';

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
const args = (name: string, ...values: readonly (string | number)[]): string =>
  `${name}(${values.join(',')})`;

const guidNode = (name: string) => (r: ByteReader) => args(name, toGuid(r.bytes(16)));
/** A vendor's node: its GUID, and data that only the vendor can read. */
const vendorNode = (name: string) => (r: ByteReader) => {
  const guid = toGuid(r.bytes(16));
  const data = r.rest();
  return data.length === 0 ? args(name, guid) : args(name, guid, toHex(data.subarray(0, 64)));
};
const memoryRange = (name: string) => (r: ByteReader) =>
  args(name, hex(r.u32()), hex(r.u64()), hex(r.u64()));

/**
 * How a node of a device path is written, by type and subtype (UEFI §10.3, text as in §10.6.1.6). A path
 * in an event is text beside a digest of something else: it does not prove where the image came from.
 */
export const deviceNodes: Readonly<Record<string, (data: ByteReader) => string>> = {
  '01/01': (r) => {
    const fn = r.u8();
    return args('Pci', hex(r.u8()), hex(fn));
  },
  '01/02': (r) => args('PcCard', hex(r.u8())),
  '01/03': memoryRange('MemoryMapped'),
  '01/04': vendorNode('VenHw'),
  '01/05': (r) => args('Ctrl', hex(r.u32())),
  '01/06': (r) => args('BMC', hex(r.u8()), hex(r.u64())),
  '02/01': (r) => acpi(r.u32(), r.u32()),
  '02/02': (r) => {
    const [hid, uid, cid] = [r.u32(), r.u32(), r.u32()];
    return args('AcpiEx', hex(hid), hex(cid), hex(uid));
  },
  '02/03': (r) => args('AcpiAdr', ...u32s(r).map(hex)),
  '03/01': (r) => args('Ata', r.u8() === 0 ? 'Primary' : 'Secondary', r.u8(), hex(r.u16())),
  '03/02': (r) => args('Scsi', hex(r.u16()), hex(r.u16())),
  '03/03': (r) => {
    r.u32();
    return args('Fibre', hex(r.u64()), hex(r.u64()));
  },
  '03/05': (r) => args('USB', hex(r.u8()), hex(r.u8())),
  '03/0a': vendorNode('VenMsg'),
  '03/0b': (r) => args('MAC', toHex(r.bytes(6))),
  '03/0c': (r) => args('IPv4', [...r.bytes(8).subarray(4)].join('.')),
  '03/0d': (r) => args('IPv6', toHex(r.bytes(32).subarray(16)).replace(/(.{4})(?=.)/g, '$1:')),
  '03/0e': (r) => {
    r.u32();
    return args('Uart', String(r.u64()), r.u8(), r.u8(), r.u8());
  },
  '03/0f': (r) => args('UsbClass', hex(r.u16()), hex(r.u16()), r.u8(), r.u8(), r.u8()),
  '03/10': (r) => {
    const [usbInterface, vendor, product] = [r.u16(), r.u16(), r.u16()];
    return args('UsbWwid', hex(vendor), hex(product), usbInterface, fromTerminated(r.rest()));
  },
  '03/11': (r) => args('Unit', hex(r.u8())),
  '03/12': (r) => args('Sata', hex(r.u16()), hex(r.u16()), hex(r.u16())),
  '03/13': (r) => {
    const [protocol, options] = [r.u16(), r.u16()];
    const lun = toHex(r.bytes(8));
    const portal = r.u16();
    return args('iSCSI', asciiIn(r.rest()), portal, `0x${lun}`, hex(options), hex(protocol));
  },
  '03/14': (r) => args('Vlan', r.u16()),
  '03/16': (r) => {
    r.u32();
    return args('SasEx', toHex(r.bytes(8)), toHex(r.bytes(8)), hex(r.u16()), hex(r.u16()));
  },
  '03/17': (r) => args('NVMe', hex(r.u32()), toHex(r.bytes(8).toReversed())),
  '03/18': (r) => args('Uri', asciiIn(r.rest().subarray(0, 256))),
  '03/19': (r) => args('UFS', hex(r.u8()), hex(r.u8())),
  '03/1a': (r) => args('SD', hex(r.u8())),
  '03/1b': (r) => args('Bluetooth', toHex(r.bytes(6))),
  '03/1c': (r) => args('Wi-Fi', asciiIn(r.bytes(32))),
  '03/1d': (r) => args('eMMC', hex(r.u8())),
  '03/1f': (r) => args('Dns', r.u8() === 0 ? 'IPv4' : 'IPv6', toHex(r.rest().subarray(0, 64))),
  '03/20': (r) => args('NvdimmNamespace', toGuid(r.bytes(16))),
  '04/01': hardDrive,
  '04/02': (r) => args('CDROM', r.u32(), hex(r.u64()), hex(r.u64())),
  '04/03': vendorNode('VenMedia'),
  '04/04': (r) => fromTerminated(r.rest()),
  '04/05': guidNode('Media'),
  '04/06': guidNode('FvFile'),
  '04/07': guidNode('Fv'),
  '04/08': (r) => {
    r.u32();
    return args('Offset', hex(r.u64()), hex(r.u64()));
  },
  '04/09': (r) => {
    const [start, end] = [hex(r.u64()), hex(r.u64())];
    return args('RamDisk', start, end, toGuid(r.bytes(16)), r.u16());
  },
  '05/01': (r) => {
    const [device, status] = [r.u16(), r.u16()];
    return args('BBS', bootDevices[device] ?? hex(device), asciiIn(r.rest()), hex(status));
  },
};

/** Device types of the BIOS Boot Specification. */
const bootDevices: Readonly<Record<number, string>> = {
  1: 'Floppy',
  2: 'HD',
  3: 'CDROM',
  4: 'PCMCIA',
  5: 'USB',
  6: 'Network',
  128: 'BEV',
};

/** EISA ids of PCI and PCI Express root bridges, PNP0A03 and PNP0A08. */
const rootBridges: readonly number[] = [0x0a0341d0, 0x0a0841d0];
const acpi = (hid: number, uid: number): string =>
  rootBridges.includes(hid) ? args('PciRoot', hex(uid)) : args('Acpi', hex(hid), hex(uid));

function hardDrive(r: ByteReader): string {
  const partition = r.u32();
  const [start, size] = [hex(r.u64()), hex(r.u64())];
  const signature = r.bytes(16);
  const format = r.u8();
  const kind = r.u8();
  const id = kind === 2 ? toGuid(signature) : toHex(signature.subarray(0, 4));
  return args('HD', partition, tableFormats[format] ?? format, id, start, size);
}

const tableFormats: Readonly<Record<number, string>> = { 1: 'MBR', 2: 'GPT' };

function u32s(r: ByteReader): readonly number[] {
  const values: number[] = [];
  while (r.remaining >= 4) values.push(r.u32());
  return values;
}
