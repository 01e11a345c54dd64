import { fromHex, toHex } from './text.ts';

/** Text of a Windows GUID: first three groups little-endian (MS-DTYP §2.3.4.2). Lower case. */
export function toGuid(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('a GUID has 16 bytes');
  const hex = toHex(bytes);
  const first = octet(hex, 3) + octet(hex, 2) + octet(hex, 1) + octet(hex, 0);
  const second = octet(hex, 5) + octet(hex, 4);
  const third = octet(hex, 7) + octet(hex, 6);
  return `${first}-${second}-${third}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const octet = (hex: string, at: number): string => hex.slice(2 * at, 2 * at + 2);

/** The 16 bytes of a GUID's text, with or without braces. Throws `TypeError` for anything else. */
export function fromGuid(text: string): Uint8Array {
  const match =
    /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i.exec(text);
  if (match === null) throw new TypeError('not a GUID');
  const b = fromHex(match.slice(1).join(''));
  return Uint8Array.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15], (i) => b[i] ?? 0);
}
