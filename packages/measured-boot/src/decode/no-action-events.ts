import { ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { readWindowsElements } from '../windows-elements.ts';
import { type Detail, type EventDescription, hex32, oneLine } from './detail.ts';
import { describeText, textIn } from './firmware-events.ts';
import { elementDetails, elementSummary } from './windows-details.ts';

/** EV_NO_ACTION by the signature that its data begin with (TCG PFP §10.4.5). */
const signatures: readonly {
  readonly signature: string;
  readonly read: (reader: ByteReader) => EventDescription;
}[] = [
  { signature: 'Spec ID Event03\0', read: readSpecIdHead },
  { signature: 'StartupLocality\0', read: readLocality },
  { signature: 'SP800-155 Event\0', read: readManifest },
  { signature: 'SP800-155 Event2', read: (r) => readManifest2(r, 2) },
  { signature: 'SP800-155 Event3', read: (r) => readManifest2(r, 3) },
  { signature: 'H-CRTM CompMeas\0', read: readComponentMeasurement },
];
const signatureLength = 16;

/** PCR 0xFFFFFFFF carries Windows' own quotes; the others firmware's information. */
export function describeNoAction(data: Uint8Array, pcr: number): EventDescription {
  const start = String.fromCharCode(...data.subarray(0, signatureLength));
  const known = signatures.find(({ signature }) => signature === start);
  if (known === undefined)
    return pcr > 23
      ? describeTrustPoint(data)
      : { ...describeText(data), description: `Information ${describeText(data).description}` };
  const reader = new ByteReader(data, 'TCG_EfiNoActionEvent', 'little');
  reader.bytes(signatureLength);
  return known.read(reader);
}

function describeTrustPoint(data: Uint8Array): EventDescription {
  const elements = readWindowsElements(data);
  return {
    description: `Quote that Windows made at boot: ${elementSummary(elements)}`,
    details: elementDetails(elements),
  };
}

function readSpecIdHead(r: ByteReader): EventDescription {
  const platform = r.u32() === 0 ? 'client' : 'server';
  const [minor, major, errata] = [r.u8(), r.u8(), r.u8()];
  const uintnSize = r.u8();
  const count = r.u32();
  if (count > 16) r.fail(`${count} algorithms`);
  const algorithms = Array.from({ length: count }, () => ({ id: r.u16(), digestSize: r.u16() }));
  return {
    description: `Log of specification ${major}.${minor}, errata ${errata}, ${platform} platform`,
    details: { platform, version: `${major}.${minor}`, errata, uintnSize, algorithms },
  };
}

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
  return { type: name, value: name === 'uri' ? textIn(bytes) : toHex(bytes.subarray(0, 256)) };
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
