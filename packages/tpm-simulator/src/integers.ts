import { toHex } from '@gatehouse/bytes';

/** A big-endian unsigned integer. */
export const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x0${toHex(bytes)}`);

/** Big-endian in exactly `size` bytes. */
export function fromInteger(value: bigint, size: number): Uint8Array {
  const hex = value.toString(16).padStart(2 * size, '0');
  return Uint8Array.from({ length: size }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

/** x with `value` · x ≡ 1 (mod `modulus`), for coprime numbers — the extended algorithm of Euclid. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next] = [modulus, value % modulus];
  let [x, nextX] = [0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [x, nextX] = [nextX, x - quotient * nextX];
  }
  return x < 0n ? x + modulus : x;
}
