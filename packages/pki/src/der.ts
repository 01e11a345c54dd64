import { ByteReader, utf8 } from '@gatehouse/bytes';

/** DER tags (X.690 §8) that certificates are written with. */
const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** One element: identifier octet, definite length in the fewest octets, contents (X.690 §10.1). */
export function element(identifier: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of contents) length += part.length;
  const octets = lengthOctets(length);
  const out = new Uint8Array(2 + octets + length);
  out[0] = identifier;
  out[1] = octets === 0 ? length : 0x80 | octets;
  let at = 2 + octets;
  for (let rest = length, i = at - 1; i > 1; i--, rest = Math.floor(rest / 256)) out[i] = rest;
  for (const part of contents) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Octets behind the first of a length; none if it is short. */
function lengthOctets(length: number): number {
  if (length < 0x80) return 0;
  let octets = 0;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets++;
  return octets;
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array =>
  element(tag.sequence, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array => element(tag.set, ...parts);
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  element(0xa0 | number, ...parts);
export const implicit = (number: number, contents: Uint8Array): Uint8Array =>
  element(0x80 | number, contents);
export const octetString = (bytes: Uint8Array): Uint8Array => element(tag.octetString, bytes);
export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array =>
  element(tag.bitString, Uint8Array.of(unusedBits), bytes);
export const utf8String = (text: string): Uint8Array => element(tag.utf8String, utf8(text));
export const nullValue: Uint8Array = element(tag.null);
export const trueValue: Uint8Array = element(tag.boolean, Uint8Array.of(0xff));

const zero = Uint8Array.of(0);

/** A non-negative INTEGER from big-endian octets. */
export function integer(magnitude: Uint8Array): Uint8Array {
  let first = 0;
  while (first < magnitude.length && magnitude[first] === 0) first++;
  const digits = magnitude.subarray(first);
  const isPadded = digits.length === 0 || (digits[0] ?? 0) >= 0x80;
  return isPadded ? element(tag.integer, zero, digits) : element(tag.integer, digits);
}

export const smallInteger = (value: number): Uint8Array => integer(Uint8Array.of(value));

/** OBJECT IDENTIFIER of dotted text. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(tag.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const octets = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    octets.unshift((rest % 128) | 0x80);
  return octets;
}

/** Time of a certificate: UTCTime from 1950 to 2049, else GeneralizedTime (RFC 5280 §4.1.2.5). */
export function time(at: Date): Uint8Array {
  const year = at.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError(`no time for the year ${year}`);
  const pairs = [
    year % 100,
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
  ];
  const isShort = year >= 1950 && year < 2050;
  if (!isShort) pairs.unshift(Math.floor(year / 100));
  const text = new Uint8Array(2 * pairs.length + 1).fill(zulu);
  for (const [i, pair] of pairs.entries()) {
    text[2 * i] = digitZero + Math.floor(pair / 10);
    text[2 * i + 1] = digitZero + (pair % 10);
  }
  return element(isShort ? tag.utcTime : tag.generalizedTime, text);
}

const digitZero = 0x30;
const zulu = 0x5a;

/** Where one element lies in the bytes that it was read from. */
export interface Span {
  readonly identifier: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** The element at the reader, which is moved behind it. Throws `MalformedError`. */
export function readSpan(reader: ByteReader): Span {
  const start = reader.offset;
  const identifier = reader.u8();
  if ((identifier & 0x1f) === 0x1f) reader.fail('tag numbers above 30 are not used here', start);
  const length = readLength(reader);
  const contentStart = reader.offset;
  reader.bytes(length);
  return { identifier, start, contentStart, end: contentStart + length };
}

function readLength(reader: ByteReader): number {
  const first = reader.u8();
  if (first < 0x80) return first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) reader.fail('the length is indefinite or above 4 GiB');
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + reader.u8();
  return length;
}

/** The elements inside a constructed one, as bytes with their headers. */
export function childrenOf(bytes: Uint8Array, structure: string): readonly Uint8Array[] {
  const outer = readSpan(new ByteReader(bytes, structure));
  const reader = new ByteReader(bytes.subarray(outer.contentStart, outer.end), structure);
  const children: Uint8Array[] = [];
  while (reader.remaining > 0) {
    const span = readSpan(reader);
    children.push(bytes.subarray(outer.contentStart + span.start, outer.contentStart + span.end));
  }
  return children;
}

/** Contents of one element, without its header. */
export function contentOf(bytes: Uint8Array, structure: string): Uint8Array {
  const span = readSpan(new ByteReader(bytes, structure));
  return bytes.subarray(span.contentStart, span.end);
}
