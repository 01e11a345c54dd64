/**
 * The one module of the domain packages that reaches the platform's cryptography.
 *
 * Everything here is OpenSSL through `node:crypto`; tests hold it against @noble/curves and
 * @noble/hashes as the second implementation.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes as nodeRandomBytes,
  timingSafeEqual,
} from 'node:crypto';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export const digestSize: Readonly<Record<HashName, number>> = {
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};

/** Digest of the concatenation of `parts`. */
export function hash(name: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHash(name);
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}

/** HMAC (RFC 2104) of the concatenation of `parts`. */
export function hmac(name: HashName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHmac(name, key);
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}

export const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeRandomBytes(length));

/** Comparison of secrets: constant in time for equal lengths. */
export const equalSecrets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b);

/** AES-CFB128 with a zero IV unless given (TPM 2.0 Part 1 §11.4.10); key of 16, 24 or 32 bytes. */
export function aesCfbEncrypt(
  key: Uint8Array,
  data: Uint8Array,
  iv = new Uint8Array(16),
): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cfb`, key, iv);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** Inverse of {@link aesCfbEncrypt}. */
export function aesCfbDecrypt(
  key: Uint8Array,
  data: Uint8Array,
  iv = new Uint8Array(16),
): Uint8Array {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cfb`, key, iv);
  return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
}
