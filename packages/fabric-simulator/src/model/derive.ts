import { concat, utf8 } from '@gatehouse/bytes';
import { hmac } from '@gatehouse/bytes/crypto';

/**
 * Bytes that depend on a seed and a purpose and on nothing else: HMAC-SHA-256 in counter mode
 * (NIST SP 800-108 §4.1, counter of 32 bits before the label). Two purposes share no bytes.
 */
export function derive(seed: string, purpose: string, length: number): Uint8Array {
  const key = utf8(seed);
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    hmac('sha256', key, Uint8Array.of(0, 0, 0, i + 1), utf8(purpose)),
  );
  return concat(...blocks).subarray(0, length);
}

/** A number in [0, `below`) of the seed; `below` is at most 2^32. */
export function deriveNumber(seed: string, purpose: string, below: number): number {
  const bytes = derive(seed, purpose, 8);
  const value = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return Number(value % BigInt(below));
}
