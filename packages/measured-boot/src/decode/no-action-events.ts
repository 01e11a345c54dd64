import { ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { logAlgorithms } from '../log-algorithms.ts';
import { readWindowsElements } from '../windows-elements.ts';
import { type Detail, type EventDescription, hex32, oneLine } from './detail.ts';
import { devicePathText } from './device-path.ts';
import { describeText, textIn } from './text.ts';
import { elementDetails, elementSummary } from './windows-details.ts';

/** EV_NO_ACTION by the signature that its data begin with (TCG PFP §10.4.5). */
const signatures: readonly {
  readonly signature: string;
  readonly read: (reader: ByteReader) => EventDescription;
}[] = [
  { signature: 'Spec ID Event00\0', read: readSpecId },
  { signature: 'Spec ID Event02\0', read: readSpecId },
  { signature: 'Spec ID Event03\0', read: readAgileSpecId },
  { signature: 'StartupLocality\0', read: readLocality },
  { signature: 'SP800-155 Event\0', read: readManifest },
  { signature: 'SP800-155 Event2', read: (r) => readManifest2(r, 2) },
  { signature: 'SP800-155 Event3', read: (r) => readManifest2(r, 3) },
  { signature: 'H-CRTM CompMeas\0', read: readComponentMeasurement },
];
const signatureLength = 16;

/**
 * TCG_EfiNoActionEvent: information. PCR 0xFFFFFFFF carries Windows' own quotes; the others firmware's.
 * Measured into no PCR: it proves nothing, and a log may be given any of it. StartupLocality alone is
 * held by the quote, since PCR 0 starts from it.
 */
export function describeNoAction(data: Uint8Array, pcr: number): EventDescription {
  const start = String.fromCharCode(...data.subarray(0, signatureLength));
  const known = signatures.find(({ signature }) => signature === start);
  if (known === undefined) return pcr > 23 ? describeTrustPoint(data) : informationOf(data);
  const reader = new ByteReader(data, 'TCG_EfiNoActionEvent', 'little');
  reader.bytes(signatureLength);
  return known.read(reader);
}

function informationOf(data: Uint8Array): EventDescription {
  const described = describeText(data);
  return { ...described, description: `Information ${described.description}` };
}

/**
 * Quotes that Windows makes at boot, of a key of its own (`readTrustPoint`). Not measured, and not held
 * against that key here: no part of what attestation decides on.
 */
function describeTrustPoint(data: Uint8Array): EventDescription {
  const elements = readWindowsElements(data);
  return {
    description: `Quote that Windows made at boot: ${elementSummary(elements)}`,
    details: elementDetails(elements),
  };
}

/** TCG_PCClientSpecIDEventStruct and TCG_EfiSpecIdEvent: the header of logs in SHA-1 framing. */
function readSpecId(r: ByteReader): EventDescription & { readonly details: object } {
  const platform = r.u32() === 0 ? 'client' : 'server';
  const [minor, major, errata] = [r.u8(), r.u8(), r.u8()];
  return {
    description: `Log of specification ${major}.${minor}, errata ${errata}, ${platform} platform`,
    details: { platform, version: `${major}.${minor}`, errata },
  };
}

function readAgileSpecId(r: ByteReader): EventDescription {
  const { description, details } = readSpecId(r);
  const uintnSize = r.u8();
  const count = r.u32();
  if (count > 16) r.fail(`${count} algorithms`);
  const algorithms = Array.from({ length: count }, () => {
    const id = r.u16();
    const name = logAlgorithms.find((known) => known.id === id)?.bank ?? hex16(id);
    return { id, name, digestSize: r.u16() };
  });
  return { description, details: { ...details, uintnSize, algorithms } };
}

const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;

function readLocality(r: ByteReader): EventDescription {
  const locality = r.u8();
  return { description: `TPM started in locality ${locality}`, details: { locality } };
}

function readManifest(r: ByteReader): EventDescription {
  const vendorId = r.u32();
  const manifest = toGuid(r.bytes(16));
  return {
    description: `Reference manifest ${manifest}`,
    details: { vendorId: hex32(vendorId), manifest },
  };
}

/** Strings here have a u8 count and end in NUL. */
const counted = (r: ByteReader): string => textIn(r.bytes(r.u8()));

function readManifest2(r: ByteReader, kind: 2 | 3): EventDescription {
  const platformManufacturerId = hex32(r.u32());
  const manifest = toGuid(r.bytes(16));
  const platformManufacturer = counted(r);
  const platformModel = counted(r);
  const platformVersion = counted(r);
  const firmwareManufacturer = counted(r);
  const firmwareManufacturerId = hex32(r.u32());
  const firmwareVersion = counted(r);
  const locators: { readonly [name: string]: Detail } =
    kind === 2 ? {} : { rim: readLocator(r), platformCertificate: readLocator(r) };
  return {
    description: `Reference manifest of ${oneLine(platformManufacturer)} ${oneLine(platformModel)}, firmware ${oneLine(firmwareVersion)}`,
    details: {
      platformManufacturerId,
      manifest,
      platformManufacturer,
      platformModel,
      platformVersion,
      firmwareManufacturer,
      firmwareManufacturerId,
      firmwareVersion,
      ...locators,
    },
  };
}

const locatorTypes = ['raw', 'uri', 'device path', 'variable'] as const;

function readLocator(r: ByteReader): Detail {
  const type = r.u32();
  const bytes = r.bytes(r.u32());
  const name = locatorTypes[type] ?? `type ${type}`;
  if (name === 'uri') return { type: name, value: textIn(bytes) };
  if (name === 'device path') return { type: name, value: devicePathText(bytes) };
  return { type: name, value: toHex(bytes.subarray(0, 256)) };
}

function readComponentMeasurement(r: ByteReader): EventDescription {
  const component = textIn(r.bytes(r.u8()));
  const format = r.u8();
  const measurement = toHex(r.bytes(r.u16()));
  return {
    description: `H-CRTM measured ${oneLine(component)}`,
    details: { component, format: format === 0 ? 'digest' : 'raw', measurement },
  };
}
