import { ByteReader, toHex } from '@gatehouse/bytes';
import { type EventDescription, hex32, numberDetail } from './detail.ts';
import { devicePathText } from './device-path.ts';
import { describeBytes } from './firmware-events.ts';

const signature1 = 'SPDM Device Sec\0';
const signature2 = 'SPDM Device Sec2';
const deviceTypes = ['none', 'PCI', 'USB'] as const;
const deviceType = (value: number): string => deviceTypes[value] ?? `type ${value}`;

/** DEVICE_SECURITY_EVENT_DATA and DEVICE_SECURITY_EVENT_DATA2 (TCG PFP §10.2.7). */
export function describeSpdm(data: Uint8Array): EventDescription {
  const signature = String.fromCharCode(...data.subarray(0, 16));
  const reader = new ByteReader(data, 'DEVICE_SECURITY_EVENT_DATA', 'little');
  if (signature !== signature1 && signature !== signature2) return describeBytes(data);
  reader.bytes(16);
  return signature === signature1 ? first(reader) : second(reader);
}

function first(r: ByteReader): EventDescription {
  const version = r.u16();
  r.u16();
  const hashAlgorithm = r.u32();
  const device = deviceType(r.u32());
  const index = r.u8();
  r.u8();
  const measurement = r.bytes(r.u16());
  const path = devicePathText(sizedPath(r));
  return {
    description: `Device ${path || device}, measurement ${index}`,
    details: {
      version,
      hashAlgorithm,
      device,
      index,
      measurement: toHex(measurement.subarray(0, 128)),
      devicePath: path,
      context: contextOf(device, r),
    },
  };
}

const subHeaders = ['measurement', 'certificate chain'] as const;

function second(r: ByteReader): EventDescription {
  const version = r.u16();
  const authState = r.u8();
  r.u8();
  r.u32();
  const device = deviceType(r.u32());
  const kind = r.u32();
  const length = r.u32();
  const uid = r.u64();
  const path = devicePathText(sizedPath(r));
  const content = r.bytes(length);
  return {
    description: `Device ${path || device}, ${subHeaders[kind] ?? `content ${kind}`}`,
    details: {
      version,
      authState,
      device,
      content: toHex(content.subarray(0, 128)),
      uid: numberDetail(uid),
      devicePath: path,
      context: contextOf(device, r),
    },
  };
}

function sizedPath(r: ByteReader): Uint8Array {
  const length = r.u64();
  if (length > r.remaining) r.fail(`a device path of ${length} bytes`);
  return r.bytes(Number(length));
}

/** DEVICE_SECURITY_EVENT_DATA_PCI_CONTEXT. */
function contextOf(device: string, r: ByteReader): { readonly [name: string]: string } | null {
  if (device !== 'PCI' || r.remaining < 16) return null;
  r.u16();
  r.u16();
  const vendor = r.u16();
  const id = r.u16();
  r.bytes(4);
  return {
    vendor: hex32(vendor),
    device: hex32(id),
    subsystemVendor: hex32(r.u16()),
    subsystem: hex32(r.u16()),
  };
}
