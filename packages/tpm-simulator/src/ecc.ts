import { concat, toHex } from '@gatehouse/bytes';
import { coordinateSize, type EccCurve, kdfa, padTo } from '@gatehouse/tpm';
import { p256, p384, p521 } from '@noble/curves/nist.js';

const curves = { nistP256: p256, nistP384: p384, nistP521: p521 } as const;
const labels = { nistP256: 'sha256', nistP384: 'sha384', nistP521: 'sha512' } as const;

export interface EccPoint {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

const split = (curve: EccCurve, uncompressed: Uint8Array): EccPoint => {
  const size = coordinateSize[curve];
  return { x: uncompressed.slice(1, 1 + size), y: uncompressed.slice(1 + size) };
};

const joined = (point: EccPoint): Uint8Array => concat(Uint8Array.of(4), point.x, point.y);

function bytesOf(value: bigint, size: number): Uint8Array {
  const hex = value.toString(16).padStart(2 * size, '0');
  return Uint8Array.from({ length: size }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

/**
 * A scalar in [1, n-1] from key material — FIPS 186-5 §A.2.1 "extra random bits": 64 bits more than
 * the order, so that the reduction has no bias worth naming.
 */
export function deriveScalar(curve: EccCurve, seed: Uint8Array, context: Uint8Array): Uint8Array {
  const order = curves[curve].Point.Fn.ORDER;
  const size = coordinateSize[curve];
  const material = kdfa(labels[curve], seed, 'ECC KEY', context, new Uint8Array(), 8 * size + 64);
  const scalar = (BigInt(`0x${toHex(material)}`) % (order - 1n)) + 1n;
  return bytesOf(scalar, size);
}

export const publicPointOf = (curve: EccCurve, scalar: Uint8Array): EccPoint =>
  split(curve, curves[curve].getPublicKey(scalar, false));

/** x of the shared point; null for a point that is not on the curve. */
export function sharedX(curve: EccCurve, scalar: Uint8Array, peer: EccPoint): Uint8Array | null {
  try {
    return split(curve, curves[curve].getSharedSecret(scalar, joined(peer), false)).x;
  } catch {
    return null;
  }
}

/** ECDSA over a digest (FIPS 186-5 §6.4, nonce as RFC 6979); r and s as long as the curve's field. */
export function signDigest(
  curve: EccCurve,
  scalar: Uint8Array,
  digest: Uint8Array,
): { readonly r: Uint8Array; readonly s: Uint8Array } {
  const signature = curves[curve].sign(digest, scalar, { prehash: false, lowS: false });
  const size = signature.length / 2;
  return { r: signature.slice(0, size), s: signature.slice(size) };
}

/** Whether the signature over `digest` is by the key at `point`; false for anything malformed. */
export function verifyDigest(
  curve: EccCurve,
  point: EccPoint,
  digest: Uint8Array,
  { r, s }: { readonly r: Uint8Array; readonly s: Uint8Array },
): boolean {
  const size = coordinateSize[curve];
  try {
    const signature = concat(padTo(size, r), padTo(size, s));
    const key = joined({ x: padTo(size, point.x), y: padTo(size, point.y) });
    return curves[curve].verify(signature, digest, key, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}
