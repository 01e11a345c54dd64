import { concat, equalBytes, fromHex } from '@gatehouse/bytes';
import { digestSize, type HashName, hash } from '@gatehouse/bytes/crypto';

/** DER of DigestInfo up to the digest — RFC 8017 §9.2, note 1. */
const digestInfo: Readonly<Record<HashName, Uint8Array>> = {
  sha1: fromHex('3021300906052b0e03021a05000414'),
  sha256: fromHex('3031300d060960864801650304020105000420'),
  sha384: fromHex('3041300d060960864801650304020205000430'),
  sha512: fromHex('3051300d060960864801650304020305000440'),
};
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

/** EMSA-PKCS1-v1_5 of a digest in `size` bytes — RFC 8017 §9.2; null when it does not fit. */
export function pkcs1Signature(
  size: number,
  name: HashName,
  digest: Uint8Array,
): Uint8Array | null {
  const info = concat(digestInfo[name], digest);
  const fill = size - 3 - info.length;
  return fill < 8 ? null : concat(bytes(0, 1), new Uint8Array(fill).fill(0xff), bytes(0), info);
}

/** MGF1 — RFC 8017 §B.2.1. */
function mask(name: HashName, seed: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / digestSize[name]) }, (_, i) =>
    hash(name, seed, bytes(i >>> 24, i >>> 16, i >>> 8, i)),
  );
  return concat(...blocks).subarray(0, length);
}
const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0));
const eightZeros = new Uint8Array(8);
const pssTrailer = 0xbc;

/** Salt of our PSS signatures: as long as the digest, or what fits — Part 1 §B.7. */
export const pssSaltSize = (size: number, name: HashName): number =>
  Math.min(digestSize[name], size - digestSize[name] - 2);

/** EMSA-PSS in `size` bytes for a modulus of 8 · `size` bits — RFC 8017 §9.1.1. */
export function pssSignature(
  size: number,
  name: HashName,
  digest: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const tag = hash(name, eightZeros, digest, salt);
  const dataSize = size - tag.length - 1;
  const data = concat(new Uint8Array(dataSize - salt.length - 1), bytes(1), salt);
  const masked = xor(data, mask(name, tag, dataSize));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return concat(masked, tag, bytes(pssTrailer));
}

/** EMSA-PSS-VERIFY with a salt of any length — RFC 8017 §9.1.2. */
export function isPssSignature(encoded: Uint8Array, name: HashName, digest: Uint8Array): boolean {
  const dataSize = encoded.length - digestSize[name] - 1;
  if (dataSize < 1 || encoded.at(-1) !== pssTrailer || (encoded[0] ?? 0) > 0x7f) return false;
  const tag = encoded.subarray(dataSize, -1);
  const data = xor(encoded.subarray(0, dataSize), mask(name, tag, dataSize));
  data[0] = (data[0] ?? 0) & 0x7f;
  const one = data.findIndex((byte) => byte !== 0);
  if (data[one] !== 1) return false;
  return equalBytes(hash(name, eightZeros, digest, data.subarray(one + 1)), tag);
}

/** EME-PKCS1-v1_5 — RFC 8017 §7.2.1; null when it does not fit. */
export function pkcs1Encryption(
  size: number,
  message: Uint8Array,
  random: (length: number) => Uint8Array,
): Uint8Array | null {
  const fill = size - 3 - message.length;
  if (fill < 8) return null;
  const padding = random(fill).map((byte) => (byte === 0 ? 0xa5 : byte));
  return concat(bytes(0, 2), padding, bytes(0), message);
}

/** What {@link pkcs1Encryption} padded; null for anything else. */
export function pkcs1Message(block: Uint8Array): Uint8Array | null {
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.slice(end + 1) : null;
}
