import { ByteWriter, concat, utf16le } from '@gatehouse/bytes';
import { type WindowsValueKind, windowsEventOfName } from './windows-events.ts';
import {
  type MeasuredRevocationList,
  type MeasuredSiPolicy,
  type MeasuredVsmKey,
  revocationListPayload,
  siPolicyPayload,
  vsmKeyPayload,
  write,
} from './windows-payloads.ts';

/** What {@link encodeWindowsValue} takes. */
export type WindowsValue = boolean | number | bigint | string | Uint8Array;

const typeOf = (name: string): number => known(name).type;

function known(name: string) {
  const found = windowsEventOfName(name);
  if (found === undefined) throw new RangeError(`no Windows event is called ${name}`);
  return found;
}

/** A SIPA element: u32 type, u32 size, data (wbcl.h). */
export const encodeWindowsEvent = (type: number, data: Uint8Array): Uint8Array =>
  new ByteWriter('little').u32(type).u32(data.length).bytes(data).finish();

/** An aggregation, by its type or its name in the table `windowsEvents`, of encoded elements. */
export const encodeAggregation = (
  type: number | string,
  children: readonly Uint8Array[],
): Uint8Array =>
  encodeWindowsEvent(typeof type === 'string' ? typeOf(type) : type, concat(...children));

/** TrustBoundary: the one element of an EV_EVENT_TAG in PCR 12 and 13. */
export const encodeTrustBoundary = (children: readonly Uint8Array[]): Uint8Array =>
  encodeAggregation('TrustBoundary', children);

/** The SIPolicy element with its header. */
export const encodeSiPolicy = (policy: MeasuredSiPolicy): Uint8Array =>
  encodeWindowsEvent(typeOf('SIPolicy'), write(siPolicyPayload, policy));

/** VSMIDKInfo, or VSMIDKSInfo for `signing`, with its header. */
export const encodeVsmIdk = (
  key: MeasuredVsmKey,
  use: 'encryption' | 'signing' = 'encryption',
): Uint8Array =>
  encodeWindowsEvent(
    typeOf(use === 'signing' ? 'VSMIDKSInfo' : 'VSMIDKInfo'),
    write(vsmKeyPayload, key),
  );

/** BootRevocationList or OSRevocationList with its header. */
export const encodeRevocationList = (
  name: 'BootRevocationList' | 'OSRevocationList',
  list: MeasuredRevocationList,
): Uint8Array => encodeWindowsEvent(typeOf(name), write(revocationListPayload, list));

/** Writers of the simple kinds; the others have their own function above. */
const simple: Readonly<Partial<Record<WindowsValueKind, (value: WindowsValue) => Uint8Array>>> = {
  flag: (value) => Uint8Array.of(Number(value)),
  u32: (value) => new ByteWriter('little').u32(Number(value)).finish(),
  u64: (value) => new ByteWriter('little').u64(BigInt(numberOf(value))).finish(),
  text: (value) => utf16le(`${value}\0`),
  u8: (value) => Uint8Array.of(Number(value)),
  bytes: asItIs,
  quote: asItIs,
  'public-key': asItIs,
  'algorithm-and-bytes': asItIs,
  checksum: asItIs,
};

function asItIs(value: WindowsValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new RangeError('bytes are expected');
}

const numberOf = (value: WindowsValue): bigint | number | boolean => {
  if (typeof value === 'object' || typeof value === 'string')
    throw new RangeError('a number is expected');
  return value;
};

/** The element of a name in the table `windowsEvents`, with a value of the kind that it has there. */
export function encodeWindowsValue(name: string, value: WindowsValue): Uint8Array {
  const { type, kind } = known(name);
  const encodeValue = simple[kind];
  if (encodeValue === undefined) throw new RangeError(`${name} has a writer of its own`);
  return encodeWindowsEvent(type, encodeValue(value));
}
