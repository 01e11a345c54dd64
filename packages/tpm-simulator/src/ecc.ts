import { concat } from '@gatehouse/bytes';
import {
  ecPublicPoint,
  ecSharedX,
  ecSign,
  type HashName,
  importEcPrivateKey,
  type PrivateKey,
} from '@gatehouse/bytes/crypto';
import {
  coordinateSize,
  type EccCurve,
  type EccPublic,
  kdfa,
  padTo,
  type TpmtSensitive,
} from '@gatehouse/tpm';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { fromInteger, toInteger } from './integers.ts';

const curves = { nistP256: p256, nistP384: p384, nistP521: p521 } as const;
/** Hash of a curve's strength. */
export const curveHash = { nistP256: 'sha256', nistP384: 'sha384', nistP521: 'sha512' } as const;

export interface EccPoint {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

const split = (curve: EccCurve, uncompressed: Uint8Array): EccPoint => {
  const size = coordinateSize[curve];
  return { x: uncompressed.slice(1, 1 + size), y: uncompressed.slice(1 + size) };
};

const joined = (point: EccPoint): Uint8Array => concat(Uint8Array.of(4), point.x, point.y);

/**
 * A scalar in [1, n-1] from key material — FIPS 186-5 §A.2.1 "extra random bits": 64 bits more than
 * the order, so that the reduction has no bias worth naming.
 */
export function deriveScalar(curve: EccCurve, seed: Uint8Array, context: Uint8Array): Uint8Array {
  const order = curves[curve].Point.Fn.ORDER;
  const size = coordinateSize[curve];
  const material = kdfa(
    curveHash[curve],
    seed,
    'ECC KEY',
    context,
    new Uint8Array(),
    8 * size + 64,
  );
  const scalar = (toInteger(material) % (order - 1n)) + 1n;
  return fromInteger(scalar, size);
}

export const publicPointOf = (curve: EccCurve, scalar: Uint8Array): EccPoint =>
  split(curve, ecPublicPoint(curve, scalar));

const padded = (curve: EccCurve, { x, y }: EccPoint): EccPoint => {
  const size = coordinateSize[curve];
  return { x: padTo(size, x), y: padTo(size, y) };
};

/** The shared point (Part 1 §C.6.1); null for a point that is not on the curve. */
export function sharedPoint(curve: EccCurve, scalar: Uint8Array, peer: EccPoint): EccPoint | null {
  try {
    const point = joined(padded(curve, peer));
    return split(curve, curves[curve].getSharedSecret(scalar, point, false));
  } catch {
    return null;
  }
}

/** x of {@link sharedPoint}: what key derivations take, and much sooner had. */
export function sharedX(curve: EccCurve, scalar: Uint8Array, peer: EccPoint): Uint8Array | null {
  try {
    return ecSharedX(curve, scalar, joined(padded(curve, peer)));
  } catch {
    return null;
  }
}

/** Whether the coordinates are those of a point of the curve. */
export function isOnCurve(curve: EccCurve, point: EccPoint): boolean {
  try {
    curves[curve].Point.fromBytes(joined(padded(curve, point))).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/** The constants of a curve — SEC 2; integers as long as its field. */
export function curveConstants(curve: EccCurve) {
  const size = coordinateSize[curve];
  const { p, a, b, Gx, Gy, n, h } = curves[curve].Point.CURVE();
  const bytes = (value: bigint): Uint8Array => fromInteger(value, size);
  return {
    p: bytes(p),
    a: bytes(a),
    b: bytes(b),
    gX: bytes(Gx),
    gY: bytes(Gy),
    n: bytes(n),
    h: Uint8Array.of(Number(h)),
  };
}

/** Private keys of one TPM as OpenSSL has them, imported when they first sign. */
export class EccKeys {
  #imported: WeakMap<TpmtSensitive, PrivateKey> | null = null;

  #privateKey(area: EccPublic, sensitive: TpmtSensitive): PrivateKey {
    this.#imported ??= new WeakMap();
    const { curve } = area;
    const scalar = padTo(coordinateSize[curve], sensitive.sensitive);
    const key =
      this.#imported.get(sensitive) ?? importEcPrivateKey(curve, scalar, padded(curve, area));
    this.#imported.set(sensitive, key);
    return key;
  }

  /** ECDSA over the digest of `data`; as {@link signDigest}, but by OpenSSL, which takes no digests. */
  sign(area: EccPublic, sensitive: TpmtSensitive, hash: HashName, data: Uint8Array) {
    return halves(ecSign(this.#privateKey(area, sensitive), hash, data));
  }
}

const halves = (signature: Uint8Array) => {
  const size = signature.length / 2;
  return { r: signature.slice(0, size), s: signature.slice(size) };
};

/** ECDSA over a digest (FIPS 186-5 §6.4, nonce as RFC 6979); r and s as long as the curve's field. */
export function signDigest(
  curve: EccCurve,
  scalar: Uint8Array,
  digest: Uint8Array,
): { readonly r: Uint8Array; readonly s: Uint8Array } {
  return halves(curves[curve].sign(digest, scalar, { prehash: false, lowS: false }));
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
    const key = joined(padded(curve, point));
    return curves[curve].verify(signature, digest, key, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}
