import type { MeasuredSiPolicy, MeasuredVsmKey } from './boot-facts.ts';

/** A SIPA element: u32 type, u32 size, data. */
export function encodeWindowsEvent(_type: number, _data: Uint8Array): Uint8Array {
  throw new Error('not ready');
}
/** SIPAEVENTTYPE_AGGREGATION of `children` (encoded elements). */
export function encodeAggregation(_type: number, _children: readonly Uint8Array[]): Uint8Array {
  throw new Error('not ready');
}
export function encodeTrustBoundary(_children: readonly Uint8Array[]): Uint8Array {
  throw new Error('not ready');
}
/** The SIPolicy element with its header. */
export function encodeSiPolicy(_policy: MeasuredSiPolicy): Uint8Array {
  throw new Error('not ready');
}
/** VSMIDKInfo, or VSMIDKSInfo for `signing`, with its header. */
export function encodeVsmIdk(_key: MeasuredVsmKey, _use?: 'encryption' | 'signing'): Uint8Array {
  throw new Error('not ready');
}
/** The element of a name in the table `windowsEvents` with a value of the kind that it has there. */
export function encodeWindowsValue(
  _name: string,
  _value: boolean | number | bigint | string | Uint8Array,
): Uint8Array {
  throw new Error('not ready');
}
