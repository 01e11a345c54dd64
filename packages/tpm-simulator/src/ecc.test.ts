import { hash, randomBytes } from '@gatehouse/bytes/crypto';
import { akTemplate, coordinateSize, type EccPublic } from '@gatehouse/tpm';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  curveHash,
  deriveScalar,
  EccKeys,
  isOnCurve,
  publicPointOf,
  sharedPoint,
  sharedX,
  verifyDigest,
} from './ecc.ts';
import { fromInteger } from './integers.ts';

const noble = { nistP256: p256, nistP384: p384, nistP521: p521 } as const;
const none = new Uint8Array();

describe.each(['nistP256', 'nistP384', 'nistP521'] as const)(
  '%s by OpenSSL and @noble',
  (curve) => {
    const size = coordinateSize[curve];
    const keys = new EccKeys();
    const order = noble[curve].Point.Fn.ORDER;
    const scalars = fc.oneof(
      fc.constantFrom(1n, 2n, order - 1n).map((value) => fromInteger(value, size)),
      fc
        .uint8Array({ minLength: 32, maxLength: 32 })
        .map((seed) => deriveScalar(curve, seed, none)),
    );

    test('gives the same points, secrets and signatures', () => {
      fc.assert(
        fc.property(scalars, scalars, fc.uint8Array({ maxLength: 100 }), (own, other, data) => {
          const point = publicPointOf(curve, own);
          const uncompressed = noble[curve].getPublicKey(own, false);
          expect([point.x, point.y]).toEqual([
            uncompressed.slice(1, 1 + size),
            uncompressed.slice(1 + size),
          ]);
          const peer = publicPointOf(curve, other);
          expect(sharedX(curve, own, peer)).toEqual(sharedPoint(curve, own, peer)?.x);
          const name = curveHash[curve];
          const area: EccPublic = { ...akTemplate.eccP256, curve, ...point };
          const sensitive = {
            type: 'ecc',
            authValue: none,
            seedValue: none,
            sensitive: own,
          } as const;
          const signature = keys.sign(area, sensitive, name, data);
          expect(signature.r).toHaveLength(size);
          expect(verifyDigest(curve, point, hash(name, data), signature)).toBe(true);
          expect(verifyDigest(curve, point, hash(name, data, none, own), signature)).toBe(false);
        }),
        { numRuns: 15 },
      );
    });

    test('shares nothing with a point off the curve', () => {
      const peer = { x: randomBytes(size).fill(0, 0, 1), y: new Uint8Array(size).fill(1) };
      const own = deriveScalar(curve, randomBytes(32), none);
      expect([isOnCurve(curve, peer), sharedX(curve, own, peer)]).toEqual([false, null]);
      const zero = { x: new Uint8Array(size), y: new Uint8Array(size) };
      expect(sharedX(curve, own, zero)).toBe(null);
    });
  },
);
