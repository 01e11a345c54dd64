import { ByteReader, toHex } from '@gatehouse/bytes';
import { certificateIn } from './certificate-details.ts';
import { type Detail, type EventDescription, hex32, numberDetail } from './detail.ts';
import { devicePathText } from './device-path.ts';
import { describeBytes } from './text.ts';

const signature1 = 'SPDM Device Sec\0';
const signature2 = 'SPDM Device Sec2';
const deviceTypes = ['none', 'PCI', 'USB'] as const;
const deviceType = (value: number): string => deviceTypes[value] ?? `type ${value}`;

/**
 * DEVICE_SECURITY_EVENT_DATA and DEVICE_SECURITY_EVENT_DATA2 (TCG PFP §10.2.7): what a device said of
 * its firmware or configuration. Proves that the host's firmware measured this answer; whether the device
 * itself was authenticated is in `authState` of the second kind only.
 */
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
  const hashAlgorithm = measurementHash(r.u32());
  const device = deviceType(r.u32());
  const block = measurementBlock(r);
  const path = devicePathText(sizedPath(r));
  return {
    description: `Device ${path || device}, measurement ${block.index}`,
    details: {
      version,
      hashAlgorithm,
      device,
      ...block,
      devicePath: path,
      context: contextOf(device, r),
    },
  };
}

/** How a device was authenticated (TCG PFP §10.2.7.2). */
const authStates: Readonly<Record<number, string>> = {
  0: 'authenticated',
  1: 'no certificate of a trust anchor was asked for',
  2: 'a certificate, but no binding to the measurements',
  3: 'failed: no signature',
  4: 'failed: the signature or certificate is invalid',
  255: 'the device does not speak SPDM',
};

const subHeaders: readonly {
  readonly name: string;
  readonly read: (r: ByteReader) => { readonly [name: string]: Detail };
}[] = [
  { name: 'measurement', read: measurements },
  { name: 'certificate chain', read: certificateChain },
];

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
  const content = r.nested(length, 'DEVICE_SECURITY_EVENT_DATA_SUB_HEADER');
  const header = subHeaders[kind];
  return {
    description: `Device ${path || device}, ${header?.name ?? `content ${kind}`}`,
    details: {
      version,
      authState: `${authState} (${authStates[authState] ?? 'unknown'})`,
      device,
      uid: numberDetail(uid),
      devicePath: path,
      ...(header?.read(content) ?? { content: toHex(content.rest().subarray(0, 256)) }),
      context: contextOf(device, r),
    },
  };
}

/** DEVICE_SECURITY_EVENT_DATA_SUB_HEADER_SPDM_MEASUREMENT_BLOCK. */
function measurements(r: ByteReader): { readonly [name: string]: Detail } {
  const spdmVersion = spdmVersionText(r.u16());
  const count = r.u8();
  r.u8();
  const hashAlgorithm = measurementHash(r.u32());
  const blocks = Array.from({ length: count }, () => measurementBlock(r));
  return { spdmVersion, hashAlgorithm, measurements: blocks };
}

/** What a measurement is of (SPDM, DSP0274, DMTFSpecMeasurementValueType). */
const valueTypes: Readonly<Record<number, string>> = {
  0: 'immutable ROM',
  1: 'mutable firmware',
  2: 'hardware configuration',
  3: 'firmware configuration',
  4: 'measurement manifest',
  5: 'debug and device mode',
  6: 'version of the mutable firmware',
  7: 'security version of the mutable firmware',
};

/** SPDM_MEASUREMENT_BLOCK: u8 index, u8 specification (bit 0: DMTF), u16 size, measurement. */
function measurementBlock(r: ByteReader) {
  const index = r.u8();
  const specification = r.u8();
  const block = r.nested(r.u16(), 'SPDM_MEASUREMENT_BLOCK');
  if (specification !== 1)
    return { index, specification, measurement: toHex(block.rest().subarray(0, 256)) };
  const type = block.u8();
  const value = block.bytes(block.u16());
  return {
    index,
    measures: valueTypes[type & 0x7f] ?? `type ${type & 0x7f}`,
    form: (type & 0x80) === 0 ? 'digest' : 'raw',
    measurement: toHex(value.subarray(0, 256)),
  };
}

const certificateLimit = 16;

/** DEVICE_SECURITY_EVENT_DATA_SUB_HEADER_SPDM_CERT_CHAIN: u16 length, u16 0, root hash, certificates. */
function certificateChain(r: ByteReader): { readonly [name: string]: Detail } {
  const spdmVersion = spdmVersionText(r.u16());
  const slot = r.u8();
  r.u8();
  const algorithm = r.u32();
  r.u32();
  const rootHash = toHex(r.bytes(baseHashes[algorithm]?.size ?? 0));
  const certificates = elementsIn(r.rest())
    .slice(0, certificateLimit)
    .map((der) => certificateIn(der)?.details ?? toHex(der.subarray(0, 64)));
  const hashAlgorithm = baseHashes[algorithm]?.name ?? hex32(algorithm);
  return { spdmVersion, slot, hashAlgorithm, rootHash, certificates };
}

/** DER elements one after another; a certificate has a length of two bytes. What is no more one ends them. */
function elementsIn(bytes: Uint8Array): readonly Uint8Array[] {
  const elements: Uint8Array[] = [];
  for (let at = 0; bytes[at] === 0x30 && bytes[at + 1] === 0x82; ) {
    const end = at + 4 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    elements.push(bytes.subarray(at, end));
    at = end;
  }
  return elements;
}

/** SPDM BaseHashAlgo, a bit each. */
const baseHashes: Readonly<Record<number, { readonly name: string; readonly size: number }>> = {
  1: { name: 'SHA-256', size: 32 },
  2: { name: 'SHA-384', size: 48 },
  4: { name: 'SHA-512', size: 64 },
  8: { name: 'SHA3-256', size: 32 },
  16: { name: 'SHA3-384', size: 48 },
  32: { name: 'SHA3-512', size: 64 },
};
/** SPDM MeasurementHashAlgo: bit 0 is raw, the others are those of BaseHashAlgo one further. */
const measurementHash = (algorithm: number): string =>
  algorithm === 1 ? 'raw' : (baseHashes[algorithm >>> 1]?.name ?? hex32(algorithm));

const spdmVersionText = (version: number): string => `${version >>> 12}.${(version >>> 8) & 0xf}`;

function sizedPath(r: ByteReader): Uint8Array {
  const length = r.u64();
  if (length > r.remaining) r.fail(`a device path of ${length} bytes`);
  return r.bytes(Number(length));
}

/** DEVICE_SECURITY_EVENT_DATA_PCI_CONTEXT, or of USB version, length and a device descriptor. */
function contextOf(device: string, r: ByteReader): { readonly [name: string]: Detail } | null {
  if (device !== 'PCI' || r.remaining < 16)
    return r.remaining === 0 ? null : { data: toHex(r.rest().subarray(0, 128)) };
  r.u16();
  r.u16();
  const vendor = r.u16();
  const id = r.u16();
  const revision = r.u8();
  const classCode = toHex(r.bytes(3).toReversed());
  return {
    vendor: hex32(vendor),
    device: hex32(id),
    revision,
    class: `0x${classCode}`,
    subsystemVendor: hex32(r.u16()),
    subsystem: hex32(r.u16()),
  };
}
