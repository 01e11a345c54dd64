import { createPrivateKey, privateDecrypt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, fromHex, toBase64Url, toHex } from '@gatehouse/bytes';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { describe, expect, test } from 'vitest';
import { coordinateSize, hashId } from './algorithms.ts';
import { eccSeed, encapsulateSeed, oaepHashOf, oaepLabel } from './credential.ts';
import { kdfa, kdfe } from './kdf.ts';
import { uncompressedPoint } from './spki.ts';
import { tpmsEccPoint } from './structures/basic.ts';
import { tpmtSensitive } from './structures/object.ts';
import { tpmtPublic } from './structures/public-area.ts';
import { sharedData } from './testing/shared-data.ts';

const vectors = join(sharedData, 'vectors');
const recorded = describe.skipIf(!existsSync(vectors));

interface Vector {
  readonly Name: string;
  readonly HashAlg: number;
  readonly Key: string;
  readonly Z: string;
  readonly Label: string;
  readonly ContextU: string;
  readonly ContextV: string;
  readonly Bits: number;
  readonly Result: string;
}
interface Encapsulation {
  readonly Name: string;
  readonly Label: string;
  readonly EphemeralPrivate: string;
  readonly PublicKey: string;
  readonly PrivateKey: string;
  readonly Secret: string;
  readonly Ciphertext: string;
}

const read = <T>(name: string): readonly T[] =>
  existsSync(vectors) ? JSON.parse(readFileSync(join(vectors, name), 'utf8')) : [];
const hashes = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
const hashOf = (id: number) => hashes.find((name) => hashId(name) === id) ?? 'sha256';
const curves = { nistP256: p256, nistP384: p384, nistP521: p521 } as const;

recorded('the vectors of go-tpm', () => {
  test.each(read<Vector>('kdfa.json'))('KDFa $Name', (v) => {
    const derived = kdfa(
      hashOf(v.HashAlg),
      fromHex(v.Key),
      v.Label,
      fromHex(v.ContextU),
      fromHex(v.ContextV),
      v.Bits,
    );
    expect(toHex(derived)).toBe(v.Result);
  });

  test.each(read<Vector>('kdfe.json'))('KDFe $Name', (v) => {
    const derived = kdfe(
      hashOf(v.HashAlg),
      fromHex(v.Z),
      v.Label,
      fromHex(v.ContextU),
      fromHex(v.ContextV),
      v.Bits,
    );
    expect(toHex(derived)).toBe(v.Result);
  });

  test.each(read<Encapsulation>('ecc_labeled_encaps.json'))('labelled encapsulation $Name', (v) => {
    const area = decode(tpmtPublic, fromHex(v.PublicKey));
    if (area.type !== 'ecc') throw new TypeError('an ECC vector');
    const { curve } = area;
    const size = coordinateSize[curve];
    const { x } = decode(tpmsEccPoint, fromHex(v.Ciphertext));
    const ephemeral = fromHex(v.EphemeralPrivate.padStart(2 * size, '0'));
    const shared = curves[curve].getSharedSecret(ephemeral, uncompressedPoint(curve, area), false);
    expect(toHex(eccSeed(area, v.Label, shared.slice(1, 1 + size), x))).toBe(v.Secret);
  });

  test.each(read<Encapsulation>('rsa_labeled_encaps.json'))('labelled encapsulation $Name', (v) => {
    const area = decode(tpmtPublic, fromHex(v.PublicKey));
    const sensitive = decode(tpmtSensitive, fromHex(v.PrivateKey));
    if (area.type !== 'rsa') throw new TypeError('an RSA vector');
    const open = (ciphertext: Uint8Array): string =>
      privateDecrypt(
        {
          key: privateKeyOf(area.n, sensitive.sensitive),
          oaepHash: oaepHashOf(area),
          oaepLabel: oaepLabel(v.Label),
        },
        ciphertext,
      ).toString('hex');
    expect(open(fromHex(v.Ciphertext))).toBe(v.Secret);
    const { seed, encryptedSecret } = encapsulateSeed(area, v.Label);
    expect(open(encryptedSecret)).toBe(toHex(seed));
  });
});

/** The RSA key with exponent 65537 of a modulus and one prime, as a TPM keeps it. */
function privateKeyOf(modulus: Uint8Array, prime: Uint8Array) {
  const [n, p, e] = [BigInt(`0x${toHex(modulus)}`), BigInt(`0x${toHex(prime)}`), 65_537n];
  const q = n / p;
  const d = inverse(e, (p - 1n) * (q - 1n));
  const values = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.entries(values).map(([name, value]) => {
    const digits = value.toString(16);
    return [name, toBase64Url(fromHex(digits.padStart(digits.length + (digits.length % 2), '0')))];
  });
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(jwk) }, format: 'jwk' });
}

/** Modular inverse by the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}
