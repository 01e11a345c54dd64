import { concat, encode, MalformedError } from '@gatehouse/bytes';
import { generateP256, generateRsa, randomBytes } from '@gatehouse/bytes/crypto';
import { createSelfSigned, createSigningKey, issueEkCertificate } from '@gatehouse/pki';
import {
  akTemplate,
  ekTemplate,
  publicFromSpki,
  type TpmtPublic,
  tpm2bPublic,
  tpmtPublic,
} from '@gatehouse/tpm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endorsementKeyOf } from './index.ts';

const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
const caKey = createSigningKey();
const ca = createSelfSigned({
  commonName: 'ca',
  key: caKey,
  validity,
  serialNumber: randomBytes(8),
  use: 'ca',
});
const certified = (publicKey: Uint8Array): Uint8Array =>
  issueEkCertificate({
    issuer: { certificate: ca, key: caKey },
    publicKey,
    validity,
    serialNumber: randomBytes(8),
    tpm: { manufacturer: 'id:1', model: 'm', version: 'id:2' },
  });
const publicOf = (spki: Uint8Array): TpmtPublic => {
  const key = publicFromSpki(spki);
  return key.type === 'ecc'
    ? { ...ekTemplate.eccP256, x: key.x, y: key.y }
    : { ...ekTemplate.rsa2048, n: key.n };
};

describe.each([
  ['P-256', generateP256().publicKey],
  ['RSA-2048', generateRsa(2048).publicKey],
])('an endorsement key of %s', (_, spki) => {
  const area = publicOf(spki);
  test('has one hash, as a certificate, a TPM2B_PUBLIC or a TPMT_PUBLIC', () => {
    const hashes = [certified(spki), encode(tpm2bPublic, area), encode(tpmtPublic, area)].map(
      (bytes) => endorsementKeyOf(bytes).hash,
    );
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
  test('keeps its certificate if it came as one', () => {
    expect(endorsementKeyOf(certified(spki)).certificate?.tpm?.model).toBe('m');
    expect(endorsementKeyOf(encode(tpmtPublic, area)).certificate).toBeNull();
  });
});

test('an attestation key is no endorsement key', () => {
  const key = publicFromSpki(generateP256().publicKey);
  if (key.type !== 'ecc') throw new Error('unreachable');
  const ak = encode(tpmtPublic, { ...akTemplate.eccP256, x: key.x, y: key.y });
  expect(() => endorsementKeyOf(ak)).toThrow('no endorsement key');
});

test('a key of another kind is refused with what to do', () => {
  expect(() => endorsementKeyOf(certified(generateRsa(3072).publicKey))).toThrow('TPM2B_PUBLIC');
});

test('random bytes, trailing bytes and truncations are malformed', () => {
  const area = encode(tpmtPublic, publicOf(generateP256().publicKey));
  expect(() => endorsementKeyOf(concat(area, Uint8Array.of(0)))).toThrow(MalformedError);
  for (let length = 0; length < area.length; length++)
    expect(() => endorsementKeyOf(area.subarray(0, length))).toThrow(MalformedError);
  void fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(() => endorsementKeyOf(bytes)).toThrow(MalformedError);
    }),
  );
});
