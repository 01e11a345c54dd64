import { ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { readUefiVariable, type UefiVariable } from '../uefi-variable.ts';
import { fromTerminated } from '../windows-payloads.ts';
import { certificateNamesOf } from './certificate-names.ts';
import { type Detail, type EventDescription, oneLine } from './detail.ts';
import { devicePathText, fileOf } from './device-path.ts';
import { guidName } from './guids.ts';
import { readSignatureLists, signatureListDetail, summaryOf } from './signature-lists.ts';

interface ReadValue {
  readonly summary: string;
  readonly value: Detail;
}

/** How the value of a variable is read, by its name. */
const readers: readonly {
  readonly names: RegExp;
  readonly read: (value: Uint8Array) => ReadValue;
}[] = [
  { names: /^(SecureBoot|SetupMode|AuditMode|DeployedMode|MokSBState)$/, read: readSwitch },
  { names: /^(PK|KEK|db|dbx|dbt|dbr|MokList|MokListX|MokListRT)$/, read: readDatabase },
  { names: /^BootOrder$/, read: readOrder },
  { names: /^Boot[0-9A-F]{4}$/, read: readLoadOption },
];

/** UEFI_VARIABLE_DATA (TCG PFP §10.2.6) of configuration and boot variables. */
export function describeVariable(data: Uint8Array): EventDescription {
  const variable = readUefiVariable(data);
  const reader = readers.find(({ names }) => names.test(variable.name));
  const { summary, value } = (reader?.read ?? readBytes)(variable.value);
  return {
    description: `Variable ${oneLine(variable.name)}: ${oneLine(summary)}`,
    details: { ...identityOf(variable), value },
  };
}

/** EV_EFI_VARIABLE_AUTHORITY: the entry of db (or of a shim's list) that verified an image. */
export function describeAuthority(data: Uint8Array): EventDescription {
  const variable = readUefiVariable(data);
  const names = certificateNamesOf(variable.value.subarray(16));
  if (names !== null && variable.value.length > 16) {
    const owner = guidName(toGuid(variable.value.subarray(0, 16)));
    return {
      description: `Verified by ${oneLine(names.subject)} of ${oneLine(variable.name)}`,
      details: { ...identityOf(variable), owner, ...names },
    };
  }
  const { summary, value } = readBytes(variable.value);
  return {
    description: `Verified by ${oneLine(variable.name)}: ${summary}`,
    details: { ...identityOf(variable), value },
  };
}

const identityOf = ({ vendor, name }: UefiVariable) => ({ vendor: guidName(vendor), name });

function readSwitch(value: Uint8Array): ReadValue {
  const on = value.length === 1 && value[0] === 1;
  const off = value.length === 1 && value[0] === 0;
  return on || off ? { summary: on ? 'on' : 'off', value: on } : readBytes(value);
}

function readDatabase(value: Uint8Array): ReadValue {
  const entries = readSignatureLists(value);
  return { summary: summaryOf(entries), value: signatureListDetail(entries) };
}

function readOrder(value: Uint8Array): ReadValue {
  const reader = new ByteReader(value, 'BootOrder', 'little');
  const order: string[] = [];
  while (reader.remaining > 0) order.push(reader.u16().toString(16).padStart(4, '0'));
  return { summary: order.join(', '), value: order };
}

/** EFI_LOAD_OPTION (UEFI §3.1.3). */
function readLoadOption(value: Uint8Array): ReadValue {
  const reader = new ByteReader(value, 'EFI_LOAD_OPTION', 'little');
  const active = (reader.u32() & 1) === 1;
  const pathLength = reader.u16();
  const rest = reader.rest();
  const end = endOfText(rest);
  const description = fromTerminated(rest.subarray(0, end));
  const devicePath = devicePathText(rest.subarray(end, end + pathLength));
  return {
    summary: `${description} (${fileOf(devicePath)})`,
    value: { description, active, devicePath },
  };
}

/** Where UTF-16 text with its zero ends. */
function endOfText(bytes: Uint8Array): number {
  for (let i = 0; i + 1 < bytes.length; i += 2)
    if (bytes[i] === 0 && bytes[i + 1] === 0) return i + 2;
  return bytes.length;
}

const shownBytes = 64;

function readBytes(value: Uint8Array): ReadValue {
  const hex = toHex(value.subarray(0, shownBytes));
  const cut = value.length > shownBytes ? '…' : '';
  return { summary: `${value.length} bytes ${hex.slice(0, 32)}`, value: `${hex}${cut}` };
}
