import {
  type EventToWrite,
  encodeSignatureData,
  encodeSignatureList,
  encodeUefiVariable,
  eventType,
} from '@gatehouse/measured-boot';
import { derive } from '../model/derive.ts';
import { event } from './boot-step.ts';

/** Vendors of UEFI variables (UEFI §3.3, §32.6). */
export const variableGuid = {
  global: '8be4df61-93ca-11d2-aa0d-00e098032b8c',
  imageSecurity: 'd719b2cb-3d3a-4596-a3bc-dad00e67656f',
} as const;
const microsoft = '77fa9abd-0359-4d32-bd60-28f4e78f784b';
const sha256Type = 'c1c41626-504c-4092-aca9-41f936934328';

/** The signature databases: whose they are, and how many entries they have as delivered. */
const databases = {
  PK: { vendor: variableGuid.global, entries: 'platform key', count: 1 },
  KEK: { vendor: variableGuid.global, entries: 'key exchange keys', count: 2 },
  db: { vendor: variableGuid.imageSecurity, entries: 'allowed', count: 3 },
  dbx: { vendor: variableGuid.imageSecurity, entries: 'forbidden', count: 77 },
} as const;

const variable = (vendor: string, name: string, value: Uint8Array): EventToWrite =>
  event(7, eventType.EV_EFI_VARIABLE_DRIVER_CONFIG, encodeUefiVariable({ vendor, name, value }));

export const globalVariable = (name: string, value: Uint8Array): EventToWrite =>
  variable(variableGuid.global, name, value);

/** A digest that stands for a key or image that nobody has. */
const stranger = (name: string): Uint8Array => derive('signature database', name, 32);

/** A signature database as measured into PCR 7; as delivered, unless told otherwise. */
export function signatureDatabase(
  name: keyof typeof databases,
  change: { readonly entries?: string; readonly count?: number } = {},
): EventToWrite {
  const { vendor, entries, count } = { ...databases[name], ...change };
  const list = Array.from({ length: count }, (_, i) => ({
    owner: microsoft,
    data: stranger(`${entries} ${i}`),
  }));
  return variable(vendor, name, encodeSignatureList({ type: sha256Type, entries: list }));
}

/** The entry of db that verified an image, by its name. */
export const verifiedBy = (entry: string): EventToWrite =>
  event(
    7,
    eventType.EV_EFI_VARIABLE_AUTHORITY,
    encodeUefiVariable({
      vendor: variableGuid.imageSecurity,
      name: 'db',
      value: encodeSignatureData(microsoft, stranger(entry)),
    }),
  );
