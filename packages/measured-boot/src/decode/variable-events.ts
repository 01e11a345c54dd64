import { ByteReader, MalformedError, toGuid, toHex } from '@gatehouse/bytes';
import { readUefiVariable, type UefiVariable } from '../uefi-variable.ts';
import { fromTerminated } from '../windows-payloads.ts';
import { certificateIn } from './certificate-details.ts';
import { type Detail, type EventDescription, oneLine } from './detail.ts';
import { devicePathText, fileOf } from './device-path.ts';
import { guidName } from './guids.ts';
import { readSignatureLists, signatureListDetail, summaryOf } from './signature-lists.ts';
import { readableText } from './text.ts';

interface ReadValue {
  readonly summary: string;
  readonly value: Detail;
}

/** How the value of a variable is read, by its name (UEFI §3.3, §32.6; shim). */
const readers: readonly {
  readonly names: RegExp;
  readonly read: (value: Uint8Array) => ReadValue;
}[] = [
  { names: /^(SecureBoot|SetupMode|AuditMode|DeployedMode|MokSBState)$/, read: readSwitch },
  { names: /^(MokListTrusted|MokDBState|MokIgnoreDB|MokPolicy)$/, read: readSwitch },
  { names: /^(PK|KEK|db|dbx|dbt|dbr|devdb)(Default)?$/, read: readDatabase },
  { names: /^(MokList|MokListX|MokListRT|MokListXRT)$/, read: readDatabase },
  { names: /^(Boot|Driver|SysPrep)Order$/, read: readOrder },
  { names: /^Boot(Next|Current)$/, read: readOrder },
  { names: /^(Boot|Driver|SysPrep|PlatformRecovery)[0-9A-F]{4}$/, read: readLoadOption },
  { names: /^(SbatLevel|SbatLevelRT|SbatPolicy)$/, read: readText },
];

const readerOf = (name: string) => readers.find(({ names }) => names.test(name))?.read ?? readBytes;

/**
 * UEFI_VARIABLE_DATA (TCG PFP §10.2.6) of configuration and boot variables; some firmware puts several into
 * one event. Proves what the variable held when it was measured, if the digest is that of the data; of
 * EV_EFI_VARIABLE_BOOT it may be that of the value alone.
 */
export function describeVariable(data: Uint8Array): EventDescription {
  const [first, ...others] = variablesIn(data).map(described);
  if (first === undefined) throw new MalformedError('UEFI_VARIABLE_DATA', 0, 'no variable');
  if (others.length === 0) return first;
  return {
    description: `${others.length + 1} variables, first: ${first.description}`,
    details: { variables: [first.details, ...others.map(({ details }) => details)] },
  };
}

function described(variable: UefiVariable): EventDescription {
  const { summary, value } = readerOf(variable.name)(variable.value);
  return {
    description: `Variable ${oneLine(variable.name)}: ${oneLine(summary)}`,
    details: { ...identityOf(variable), value },
  };
}

const headSize = 32;
const longestPadding = 6;
const mostVariables = 64;

/** The variables of an event, one after another. */
function variablesIn(data: Uint8Array): readonly UefiVariable[] {
  const variables: UefiVariable[] = [];
  for (let at = 0; at < data.length && variables.length < mostVariables; ) {
    const size = sizeOf(data, at);
    const isLast = data.length - at - size <= longestPadding;
    variables.push(readUefiVariable(data.subarray(at, isLast ? undefined : at + size), at));
    at = isLast ? data.length : at + size;
  }
  return variables;
}

/** Bytes that the variable at `at` says it has. */
function sizeOf(data: Uint8Array, at: number): number {
  const head = new ByteReader(data.subarray(at, at + headSize), 'UEFI_VARIABLE_DATA', 'little', at);
  head.bytes(16);
  return headSize + 2 * Number(head.u64()) + Number(head.u64());
}

const ownerSize = 16;

/**
 * EV_EFI_VARIABLE_AUTHORITY: the entry of db (or of a list of shim) that verified an image, with its owner
 * or, of shim, without one. Proves that the entry was used, not for which image.
 */
export function describeAuthority(data: Uint8Array): EventDescription {
  const variable = readUefiVariable(data);
  const { value, name } = variable;
  const owned = certificateIn(value.subarray(ownerSize));
  const certificate = owned ?? certificateIn(value);
  if (certificate !== null)
    return {
      description: `Verified by ${oneLine(certificate.name)} of ${oneLine(name)}`,
      details: {
        ...identityOf(variable),
        ...(owned !== null && { owner: ownerOf(value) }),
        ...certificate.details,
      },
    };
  const { summary, value: detail } = isState(name) ? readerOf(name)(value) : readHash(value);
  return {
    description: isState(name)
      ? `State of shim, ${name}: ${oneLine(summary)}`
      : `Verified by ${oneLine(name)}: ${summary}`,
    details: { ...identityOf(variable), value: detail },
  };
}

/** Variables that shim measures as authorities though they verify nothing. */
const isState = (name: string): boolean =>
  /^(Sbat|MokListTrusted|MokSBState|MokDBState)/.test(name);

const ownerOf = (value: Uint8Array): string => guidName(toGuid(value.subarray(0, ownerSize)));

const hashSizes: readonly number[] = [20, 32, 48, 64];

/** EFI_SIGNATURE_DATA of a hash. */
function readHash(value: Uint8Array): ReadValue {
  const hash = toHex(value.subarray(ownerSize));
  return hashSizes.includes(value.length - ownerSize)
    ? { summary: `hash ${hash}`, value: { owner: ownerOf(value), hash } }
    : readBytes(value);
}

const identityOf = ({ vendor, name }: UefiVariable) => ({ vendor: guidName(vendor), name });

function readSwitch(value: Uint8Array): ReadValue {
  const on = value.length === 1 && value[0] === 1;
  const off = value.length === 1 && value[0] === 0;
  return on || off ? { summary: on ? 'on' : 'off', value: on } : readBytes(value);
}

function readDatabase(value: Uint8Array): ReadValue {
  const certificate = certificateIn(value);
  if (certificate !== null) return { summary: certificate.name, value: certificate.details };
  const entries = readSignatureLists(value);
  return { summary: summaryOf(entries), value: signatureListDetail(entries) };
}

function readOrder(value: Uint8Array): ReadValue {
  const reader = new ByteReader(value, 'BootOrder', 'little');
  const order: string[] = [];
  while (reader.remaining > 0) order.push(reader.u16().toString(16).padStart(4, '0'));
  return { summary: order.join(', '), value: order };
}

function readText(value: Uint8Array): ReadValue {
  const text = readableText(value);
  return text === null ? readBytes(value) : { summary: text, value: text };
}

/** Attributes of a load option (UEFI §3.1.3). */
const loadOptionBits = { active: 0x1, forceReconnect: 0x2, hidden: 0x8 } as const;

/** EFI_LOAD_OPTION (UEFI §3.1.3). Some firmware counts a path that is longer than the value. */
function readLoadOption(value: Uint8Array): ReadValue {
  const reader = new ByteReader(value, 'EFI_LOAD_OPTION', 'little');
  const attributes = reader.u32();
  const pathLength = reader.u16();
  const rest = reader.rest();
  const end = endOfText(rest);
  const description = fromTerminated(rest.subarray(0, end));
  const devicePath = devicePathText(rest.subarray(end, end + pathLength));
  const optional = rest.subarray(end + pathLength);
  return {
    summary: `${description} (${fileOf(devicePath)})`,
    value: {
      description,
      active: (attributes & loadOptionBits.active) !== 0,
      ...((attributes & loadOptionBits.hidden) !== 0 && { hidden: true }),
      ...((attributes & loadOptionBits.forceReconnect) !== 0 && { forceReconnect: true }),
      devicePath,
      ...(optional.length > 0 && {
        optionalData: readableText(optional) ?? readBytes(optional).value,
      }),
    },
  };
}

/** Where UTF-16 text with its zero ends. */
function endOfText(bytes: Uint8Array): number {
  for (let i = 0; i + 1 < bytes.length; i += 2)
    if (bytes[i] === 0 && bytes[i + 1] === 0) return i + 2;
  return bytes.length;
}

const shownBytes = 512;

function readBytes(value: Uint8Array): ReadValue {
  const hex = toHex(value.subarray(0, shownBytes));
  const cut = value.length > shownBytes ? '…' : '';
  return { summary: `${value.length} bytes ${hex.slice(0, 32)}`, value: `${hex}${cut}` };
}
