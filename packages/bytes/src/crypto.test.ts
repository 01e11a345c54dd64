import { p256 } from '@noble/curves/nist.js';
import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat } from './arrays.ts';
import {
  aesCfbDecrypt,
  aesCfbEncrypt,
  digestSize,
  ecdhOnePass,
  equalSecrets,
  hash,
  hashInto,
  hashStandsAt,
  hmac,
  isPrime,
} from './crypto.ts';
import { fromHex, toHex } from './text.ts';

const second = { sha1, sha256, sha384, sha512 } as const;
const names = fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512');
const anyBytes = fc.uint8Array({ maxLength: 200 });

test('digests and HMACs are those of a second implementation', () => {
  fc.assert(
    fc.property(names, anyBytes, anyBytes, (name, a, b) => {
      const joined = Uint8Array.from([...a, ...b]);
      expect(toHex(hash(name, a, b))).toBe(toHex(second[name](joined)));
      expect(toHex(hmac(name, a, b))).toBe(toHex(nobleHmac(second[name], a, b)));
      const target = new Uint8Array(digestSize[name] + 1);
      hashInto(name, joined, target, 1);
      expect(toHex(target.subarray(1))).toBe(toHex(second[name](joined)));
      expect(hashStandsAt(name, joined, target, 1)).toBe(true);
      expect(hashStandsAt(name, joined, target, 2)).toBe(false);
      expect(hashStandsAt(name, concat(joined, a, Uint8Array.of(1)), target, 1)).toBe(false);
    }),
  );
});

test('AES-128-CFB gives NIST SP 800-38A F.3.13', () => {
  const key = fromHex('2b7e151628aed2a6abf7158809cf4f3c');
  const iv = fromHex('000102030405060708090a0b0c0d0e0f');
  const plain = fromHex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
  const sealed = aesCfbEncrypt(key, plain, iv);
  expect(toHex(sealed)).toBe('3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b');
  expect(toHex(aesCfbDecrypt(key, sealed, iv))).toBe(toHex(plain));
});

test('one-pass ECDH meets the other side, and refuses a point off the curve', () => {
  const { secretKey, publicKey } = p256.keygen();
  const peer = p256.Point.fromBytes(publicKey).toBytes(false);
  const { ephemeral, sharedX } = ecdhOnePass('nistP256', peer);
  expect(toHex(sharedX)).toBe(toHex(p256.getSharedSecret(secretKey, ephemeral).subarray(1)));
  const off = Uint8Array.from(peer);
  off[64] = (off[64] ?? 0) ^ 1;
  expect(() => ecdhOnePass('nistP256', off)).toThrow();
});

test('compares secrets of any lengths', () => {
  expect(equalSecrets(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalSecrets(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
});

test('tells a Mersenne prime from a Carmichael number', () => {
  expect(isPrime(2n ** 127n - 1n)).toBe(true);
  expect(isPrime(561n)).toBe(false);
});
