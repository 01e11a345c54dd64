import { concat, decode, encode, fromHex, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coordinateSize, type EccCurve } from './algorithms.ts';
import { padTo, uncompressedPoint } from './spki.ts';
import { type TpmtPublic, tpm2bPublic } from './structures/public-area.ts';
import { tpmtSignature } from './structures/signature.ts';
import { akTemplate } from './templates.ts';
import { evidenceOf, fixtureQuote, flipped, passes } from './testing/quote-evidence.ts';
import { swtpmQuotes } from './testing/swtpm-quotes.ts';

const second = {
  nistP256: { curve: p256, hash: 'sha256' },
  nistP384: { curve: p384, hash: 'sha384' },
  nistP521: { curve: p521, hash: 'sha512' },
} as const;

describe('OpenSSL and @noble/curves', () => {
  /** lowS would refuse half of what a TPM signs. */
  const options = { prehash: false, lowS: false };

  test.each(['nistP256', 'nistP384', 'nistP521'] as const)(
    'agree about signatures of %s',
    (name) => {
      const { curve, hash: hashName } = second[name];
      const size = coordinateSize[name];
      fc.assert(
        fc.property(
          fc.bigInt({ min: 1n, max: (1n << 250n) - 1n }),
          fc.constantFrom('intact', 'other statement', 'other s', 'zero r'),
          fc.boolean(),
          (scalar, tamper, mirrored) => {
            const secret = fromHex(scalar.toString(16).padStart(2 * size, '0'));
            const point = curve.getPublicKey(secret, false);
            const x = point.slice(1, 1 + size);
            const attest = fixtureQuote(hashName);
            const made = curve.sign(hash(hashName, attest), secret, options);
            const [r, s] = [made.slice(0, size), BigInt(`0x${toHex(made.slice(size))}`)];
            const order = curve.Point.Fn.ORDER;
            const otherS = mirrored ? order - s : s;
            const signature = {
              r: tamper === 'zero r' ? new Uint8Array(size) : r,
              s: fromHex(
                (tamper === 'other s' ? (otherS % (order - 1n)) + 1n : otherS)
                  .toString(16)
                  .padStart(2 * size, '0'),
              ),
            };
            const said =
              tamper === 'other statement' ? flipped(attest, 8 * attest.length - 1) : attest;
            const noble = curve.verify(
              concat(signature.r, signature.s),
              hash(hashName, said),
              point,
              options,
            );
            const akPublic: TpmtPublic = {
              ...akTemplate.eccP256,
              curve: name,
              scheme: { scheme: 'ecdsa', hash: hashName },
              x,
              y: point.slice(1 + size),
            };
            const evidence = evidenceOf(
              said,
              encode(tpmtSignature, {
                sigAlg: 'ecdsa',
                hash: hashName,
                signatureR: signature.r,
                signatureS: signature.s,
              }),
              akPublic,
            );
            expect(passes(evidence)).toBe(noble);
            expect(noble).toBe(tamper === 'intact');
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  const elliptic = swtpmQuotes.filter(({ name }) => name.startsWith('ecc'));
  test.each(elliptic)('agree about $name with any bit of r and s flipped', (quote) => {
    const evidence = evidenceOf(
      fromHex(quote.attest),
      fromHex(quote.signature),
      decode(tpm2bPublic, fromHex(quote.ak)),
    );
    const { akPublic, attest } = evidence;
    const read = decode(tpmtSignature, evidence.signature);
    if (akPublic.type !== 'ecc' || read.sigAlg !== 'ecdsa') throw new TypeError('an ECDSA quote');
    const size = coordinateSize[akPublic.curve];
    const raw = concat(padTo(size, read.signatureR), padTo(size, read.signatureS));
    const bits = Array.from({ length: 8 * raw.length }, (_, bit) => bit).filter(
      (bit) => bit % 31 === 0,
    );
    const point = uncompressedPoint(akPublic.curve, akPublic);
    const noble = (bytes: Uint8Array) =>
      curveOf(akPublic.curve).verify(bytes, hash(read.hash, attest), point, options);
    const openssl = (bytes: Uint8Array) =>
      passes({
        ...evidence,
        signature: encode(tpmtSignature, {
          ...read,
          signatureR: bytes.slice(0, size),
          signatureS: bytes.slice(size),
        }),
      });
    expect([noble(raw), openssl(raw)]).toEqual([true, true]);
    for (const bit of bits) {
      const changed = flipped(raw, bit);
      expect([noble(changed), openssl(changed)]).toEqual([false, false]);
    }
  });
});

const curveOf = (name: EccCurve) => second[name].curve;
