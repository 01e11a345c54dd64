import { ByteReader, equalBytes, fromBase64, MalformedError } from '@gatehouse/bytes';
import { readSpan } from './der.ts';

/** No certificate that TPMs or servers carry comes near this. */
const maxSize = 64 * 1024;

const pemStart = '-----BEGIN CERTIFICATE-----';
const pemEnd = '-----END CERTIFICATE-----';

/** TCG_PCCLIENT_STORED_CERT of TPM 1.2: tag 0x1001, type 0, length, tag 0x1002 (TCG PC Client §7.4.5). */
const storedCertificate = { start: Uint8Array.of(0x10, 0x01), full: [0x10, 0x02] } as const;

/**
 * The DER certificate inside what people and TPMs keep: PEM text, the 7-byte header of TPM 1.2's
 * NV storage, or padding behind the certificate (one byte repeated: 00, 11 and FF are seen), as NV areas
 * of fixed size have. Throws `MalformedError`.
 */
export function unwrapCertificate(bytes: Uint8Array): Uint8Array {
  if (bytes.length > maxSize)
    throw new MalformedError('Certificate', 0, `${bytes.length} bytes are above ${maxSize}`);
  const der = withoutHeader(isPem(bytes) ? fromPem(bytes) : bytes);
  const reader = new ByteReader(der, 'Certificate');
  const outer = readSpan(reader);
  if (outer.identifier !== 0x30)
    reader.fail('does not start with a SEQUENCE; is it a DER or PEM certificate?', 0);
  const padding = der.subarray(outer.end);
  if (!padding.every((byte) => byte === padding[0]))
    reader.fail(`${padding.length} trailing bytes that are no padding`, outer.end);
  return der.subarray(0, outer.end);
}

function withoutHeader(bytes: Uint8Array): Uint8Array {
  const { start, full } = storedCertificate;
  const hasHeader =
    bytes.length > 7 &&
    equalBytes(bytes.subarray(0, 2), start) &&
    bytes[5] === full[0] &&
    bytes[6] === full[1];
  return hasHeader ? bytes.subarray(7) : bytes;
}

const isPem = (bytes: Uint8Array): boolean =>
  asciiOf(bytes.subarray(0, 4096)).includes(pemStart) && bytes[0] !== 0x30;

const asciiOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

function fromPem(bytes: Uint8Array): Uint8Array {
  const text = asciiOf(bytes);
  const from = text.indexOf(pemStart) + pemStart.length;
  const to = text.indexOf(pemEnd, from);
  if (to < 0) throw new MalformedError('PEM', text.length, `no ${pemEnd}`);
  if (text.indexOf(pemStart, to) >= 0)
    throw new MalformedError('PEM', text.indexOf(pemStart, to), 'more than one certificate');
  try {
    return fromBase64(text.slice(from, to).replace(/\s+/g, ''));
  } catch {
    throw new MalformedError('PEM', from, 'not base64');
  }
}
