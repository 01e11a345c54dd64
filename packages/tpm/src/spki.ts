import { concat, equalBytes, fromHex, MalformedError, toHex } from '@gatehouse/bytes';
import { coordinateSize, type EccCurve } from './algorithms.ts';
import { DerReader, derInteger, derSequence } from './der.ts';
import type { TpmtPublic } from './structures/public-area.ts';

/** The public key of a DER SubjectPublicKeyInfo; integers and coordinates big-endian. */
export type SpkiKey =
  | { readonly type: 'rsa'; readonly n: Uint8Array; readonly exponent: number }
  | {
      readonly type: 'ecc';
      readonly curve: EccCurve;
      readonly x: Uint8Array;
      readonly y: Uint8Array;
    };

/** AlgorithmIdentifier with named curve — RFC 5480 §2.1.1, content of the SEQUENCE. */
const eccAlgorithm: Readonly<Record<EccCurve, Uint8Array>> = {
  nistP256: fromHex('06072a8648ce3d020106082a8648ce3d030107'),
  nistP384: fromHex('06072a8648ce3d020106052b81040022'),
  nistP521: fromHex('06072a8648ce3d020106052b81040023'),
};
const curves: readonly EccCurve[] = ['nistP256', 'nistP384', 'nistP521'];
/** rsaEncryption with NULL — RFC 3279 §2.3.1. */
const rsaAlgorithm = fromHex('06092a864886f70d0101010500');
const rsaEncryption = '06092a864886f70d010101';
/** Some TPM vendors name id-RSAES-OAEP (RFC 4055 §4.1), which OpenSSL does not read. */
const rsaesOaep = '06092a864886f70d010107';

export const defaultExponent = 65537;

/** A coordinate as long as the curve's field: TPMs may leave leading zeros out. */
export function padTo(size: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length === size) return bytes;
  const excess = bytes.length - size;
  if (excess > 0) {
    if (bytes.subarray(0, excess).some((byte) => byte !== 0))
      throw new RangeError(`an integer of ${bytes.length} bytes does not fit into ${size}`);
    return bytes.subarray(excess);
  }
  return concat(new Uint8Array(-excess), bytes);
}

/** Uncompressed point — SEC 1 §2.3.3. */
export const uncompressedPoint = (
  curve: EccCurve,
  point: { readonly x: Uint8Array; readonly y: Uint8Array },
): Uint8Array =>
  concat(
    Uint8Array.of(4),
    padTo(coordinateSize[curve], point.x),
    padTo(coordinateSize[curve], point.y),
  );

const bitString = (content: Uint8Array): Uint8Array =>
  derSequence(0x03, concat(Uint8Array.of(0), content));

/** DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of an RSA or ECC public area; `TypeError` for other types. */
export function publicKeySpki(publicArea: TpmtPublic): Uint8Array {
  switch (publicArea.type) {
    case 'ecc':
      return derSequence(
        0x30,
        derSequence(0x30, eccAlgorithm[publicArea.curve]),
        bitString(uncompressedPoint(publicArea.curve, publicArea)),
      );
    case 'rsa': {
      const exponent = publicArea.exponent === 0 ? defaultExponent : publicArea.exponent;
      const exponentBytes = fromHex(exponent.toString(16).padStart(8, '0'));
      return derSequence(
        0x30,
        derSequence(0x30, rsaAlgorithm),
        bitString(derSequence(0x30, derInteger(publicArea.n), derInteger(exponentBytes))),
      );
    }
    default:
      throw new TypeError(`a ${publicArea.type} object has no public key`);
  }
}

/** Throws `MalformedError` for anything but an RSA key or an uncompressed point of a NIST curve. */
export function publicFromSpki(der: Uint8Array): SpkiKey {
  const spki = new DerReader(der, 'SubjectPublicKeyInfo').only(0x30);
  const algorithm = spki.next(0x30).rest();
  const keyBits = spki.next(0x03);
  spki.end();
  if (keyBits.take(1)[0] !== 0) keyBits.fail('unused bits in the key');
  const curve = curves.find((name) => equalBytes(eccAlgorithm[name], algorithm));
  if (curve !== undefined) return eccKey(curve, keyBits.rest());
  const oid = toHex(algorithm.subarray(0, 11));
  if (oid !== rsaEncryption && oid !== rsaesOaep) return spki.fail('neither RSA nor a NIST curve');
  const key = new DerReader(keyBits.rest(), 'RSAPublicKey').only(0x30);
  const n = key.unsigned();
  const exponent = key.unsigned();
  key.end();
  if (exponent.length > 4) key.fail('the exponent has more than 32 bits');
  if (n.length < 128 || n.length > 512) key.fail(`a modulus of ${n.length} bytes`);
  return { type: 'rsa', n, exponent: Number.parseInt(toHex(exponent), 16) };
}

function eccKey(curve: EccCurve, point: Uint8Array): SpkiKey {
  const size = coordinateSize[curve];
  if (point.length !== 1 + 2 * size || point[0] !== 4)
    throw new MalformedError('ECPoint', 0, 'not an uncompressed point of the curve');
  return { type: 'ecc', curve, x: point.slice(1, 1 + size), y: point.slice(1 + size) };
}

/** Whether a public area and a SubjectPublicKeyInfo hold the same key. Throws `MalformedError`. */
export function sameKey(publicArea: TpmtPublic, der: Uint8Array): boolean {
  const key = publicFromSpki(der);
  if (key.type === 'rsa' && publicArea.type === 'rsa') {
    const exponent = publicArea.exponent === 0 ? defaultExponent : publicArea.exponent;
    return exponent === key.exponent && equalBytes(publicArea.n, key.n);
  }
  if (key.type === 'ecc' && publicArea.type === 'ecc')
    return (
      key.curve === publicArea.curve &&
      equalBytes(uncompressedPoint(key.curve, key), uncompressedPoint(publicArea.curve, publicArea))
    );
  return false;
}
