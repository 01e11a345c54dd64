import { ByteReader, fromUtf16le, MalformedError, toHex } from '@gatehouse/bytes';

/** What people know a certificate by (RFC 5280 §4.1). */
export interface CertificateNames {
  readonly subject: string;
  readonly issuer: string;
  /** Hex. */
  readonly serial: string;
}

const tag = { sequence: 0x30, set: 0x31, integer: 0x02, oid: 0x06, explicit0: 0xa0 } as const;
/** DER contents of the OIDs of commonName, organizationName, organizationalUnitName. */
const nameOids: readonly string[] = ['550403', '55040a', '55040b'];
const bmpString = 0x1e;

/** Names of a DER certificate; null if it is none. Verifies nothing. */
export function certificateNamesOf(bytes: Uint8Array): CertificateNames | null {
  try {
    const tbs = inside(inside(new ByteReader(bytes, 'Certificate'), tag.sequence), tag.sequence);
    let first = element(tbs);
    if (first.tag === tag.explicit0) first = element(tbs);
    if (first.tag !== tag.integer) return null;
    element(tbs);
    const issuer = nameOf(inside(tbs, tag.sequence));
    element(tbs);
    const subject = nameOf(inside(tbs, tag.sequence));
    return { subject, issuer, serial: toHex(first.reader.rest()) };
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

/** The common name, or the first of organization and unit. */
function nameOf(name: ByteReader): string {
  const parts = new Map<string, string>();
  while (name.remaining > 0) {
    const attribute = inside(inside(name, tag.set), tag.sequence);
    const type = toHex(inside(attribute, tag.oid).rest());
    const value = element(attribute);
    const bytes = value.reader.rest();
    parts.set(type, value.tag === bmpString ? fromUtf16be(bytes) : new TextDecoder().decode(bytes));
  }
  return nameOids.flatMap((oid) => parts.get(oid) ?? [])[0] ?? '';
}

function fromUtf16be(bytes: Uint8Array): string {
  const swapped = Uint8Array.from(bytes, (_, i) => bytes[i ^ 1] ?? 0);
  return fromUtf16le(swapped);
}
