import { ByteReader, fromUtf16le, MalformedError, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import type { Detail } from './detail.ts';

/** A certificate in an event. */
export interface MeasuredCertificate {
  /** Common name of its subject, or another of its names where it has none. */
  readonly name: string;
  readonly details: { readonly [name: string]: Detail };
}

const tag = {
  sequence: 0x30,
  set: 0x31,
  integer: 0x02,
  oid: 0x06,
  explicit0: 0xa0,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
} as const;

/**
 * Reads a DER certificate (RFC 5280 §4.1) for people; null if it is none. Does not prove that anybody holds its
 * key, that it was valid at the boot, nor that its issuer made it: nothing is verified here. In
 * microseconds, unlike the reader of `pki`: a log may hold thousands.
 */
export function certificateIn(bytes: Uint8Array): MeasuredCertificate | null {
  if (bytes[0] !== tag.sequence) return null;
  try {
    const tbs = inside(inside(new ByteReader(bytes, 'Certificate'), tag.sequence), tag.sequence);
    let serial = element(tbs);
    if (serial.tag === tag.explicit0) serial = element(tbs);
    if (serial.tag !== tag.integer) return null;
    element(tbs);
    const issuer = namesIn(inside(tbs, tag.sequence));
    const validity = inside(tbs, tag.sequence);
    const [notBefore, notAfter] = [timeIn(element(validity)), timeIn(element(validity))];
    const subject = namesIn(inside(tbs, tag.sequence));
    return {
      name: shortName(subject),
      details: {
        subject: fullName(subject),
        issuer: fullName(issuer),
        serial: toHex(serial.reader.rest()),
        notBefore,
        notAfter,
        sha256: toHex(hash('sha256', bytes)),
      },
    };
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

interface Element {
  readonly tag: number;
  readonly reader: ByteReader;
}

/** One DER element of definite length up to 64 KiB. */
function element(reader: ByteReader): Element {
  const found = reader.u8();
  const first = reader.u8();
  const length =
    first < 0x80
      ? first
      : first === 0x81
        ? reader.u8()
        : first === 0x82
          ? reader.u16()
          : reader.fail('a length of another form');
  return { tag: found, reader: reader.nested(length, 'Certificate') };
}

function inside(reader: ByteReader, expected: number): ByteReader {
  const found = element(reader);
  return found.tag === expected ? found.reader : reader.fail(`tag ${found.tag}, not ${expected}`);
}

/** Attribute types of names (RFC 4514 §3), by the DER contents of their OID. */
const attributeTypes: Readonly<Record<string, string>> = {
  '550403': 'CN',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '55040a': 'O',
  '55040b': 'OU',
  '550405': 'serialNumber',
  '2a864886f70d010901': 'emailAddress',
};

type Names = readonly (readonly [type: string, value: string])[];

/** The attributes of a name, in their order. */
function namesIn(name: ByteReader): Names {
  const names: [string, string][] = [];
  while (name.remaining > 0) {
    const attribute = inside(inside(name, tag.set), tag.sequence);
    const oid = toHex(inside(attribute, tag.oid).rest());
    const value = element(attribute);
    const bytes = value.reader.rest();
    const text = value.tag === tag.bmpString ? fromUtf16be(bytes) : new TextDecoder().decode(bytes);
    names.push([attributeTypes[oid] ?? oid, text]);
  }
  return names;
}

const fullName = (names: Names): string =>
  names.map(([type, value]) => `${type}=${value}`).join(', ');

const shortName = (names: Names): string =>
  ['CN', 'O', 'OU'].flatMap((type) => names.find(([each]) => each === type)?.[1] ?? [])[0] ??
  fullName(names);

function fromUtf16be(bytes: Uint8Array): string {
  const swapped = Uint8Array.from(bytes, (_, i) => bytes[i ^ 1] ?? 0);
  return fromUtf16le(swapped);
}

/** UTCTime (years 1950 to 2049) or GeneralizedTime, RFC 5280 §4.1.2.5, as ISO 8601. */
function timeIn({ tag: kind, reader }: Element): string {
  const text = String.fromCharCode(...reader.rest());
  const isShort = kind === tag.utcTime;
  const century = isShort ? (text < '5' ? '20' : '19') : '';
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + text);
  if (parts === null || !(isShort || kind === tag.generalizedTime))
    return reader.fail('a time of another form');
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}
