import { createPublicKey } from 'node:crypto';
import {
  generateP256,
  generateRsa,
  type PublicKey,
  verifySignature,
} from '@gatehouse/bytes/crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { publicKeyOf } from './public-key.ts';
import { publicFromSpki, publicKeySpki } from './spki.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import { akTemplate } from './templates.ts';

const areaOf = (spki: Uint8Array): TpmtPublic => {
  const key = publicFromSpki(spki);
  return key.type === 'rsa'
    ? { ...akTemplate.rsa2048, n: key.n, exponent: key.exponent }
    : { ...akTemplate.eccP256, curve: key.curve, x: key.x, y: key.y };
};

test('the key of a public area is the one that OpenSSL reads from its SubjectPublicKeyInfo', () => {
  for (const { publicKey } of [generateP256(), generateRsa(2048)]) {
    const area = areaOf(publicKey);
    const key = publicKeyOf(area);
    expect(new Uint8Array(key.export({ format: 'der', type: 'spki' }))).toEqual(publicKey);
    const read = createPublicKey({
      key: Buffer.from(publicKeySpki(area)),
      format: 'der',
      type: 'spki',
    });
    expect(key.equals(read)).toBe(true);
  }
});

const fits = (made: () => PublicKey, scheme: 'rsa-pkcs1' | 'ecdsa-raw', signature: Uint8Array) => {
  try {
    return verifySignature(scheme, 'sha256', made(), new Uint8Array(8), signature);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
};
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

test('nothing that was not signed fits a key of any numbers', () => {
  const exponents = fc.oneof(fc.constantFrom(0, 2, 3, 65_537), fc.nat(0xffffffff));
  fc.assert(
    fc.property(bytes(512), exponents, bytes(512), (n, exponent, signature) => {
      const made = () => publicKeyOf({ ...akTemplate.rsa2048, n, exponent });
      expect(fits(made, 'rsa-pkcs1', signature)).toBe(false);
    }),
  );
  fc.assert(
    fc.property(bytes(40), bytes(40), bytes(64), (x, y, signature) => {
      const made = () => publicKeyOf({ ...akTemplate.eccP256, x, y });
      expect(fits(made, 'ecdsa-raw', signature)).toBe(false);
    }),
  );
});

test('a point off its curve is no key', () => {
  const area = areaOf(generateP256().publicKey);
  if (area.type !== 'ecc') throw new TypeError('P-256 is a curve');
  const y = Uint8Array.from(area.y, (byte, i) => (i === 31 ? byte ^ 1 : byte));
  expect(() => publicKeyOf({ ...area, y })).toThrow();
});
