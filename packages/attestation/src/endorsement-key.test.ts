import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concat, encode, fromHex, MalformedError, toHex } from '@gatehouse/bytes';
import { generateP256, generateRsa, randomBytes } from '@gatehouse/bytes/crypto';
import {
  createSelfSigned,
  createSigningKey,
  issueEkCertificate,
  rsaPublicKey,
} from '@gatehouse/pki';
import {
  akTemplate,
  ekTemplate,
  makeCredential,
  publicFromSpki,
  type TpmtPublic,
  tpm2bPublic,
  tpmtPublic,
} from '@gatehouse/tpm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endorsementKeyOf } from './index.ts';

type EkTemplate = keyof typeof ekTemplate;

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
const publicOf = (spki: Uint8Array, template: EkTemplate = 'eccP256'): TpmtPublic => {
  const key = publicFromSpki(spki);
  const area = ekTemplate[template];
  if (key.type === 'ecc' && area.type === 'ecc') return { ...area, x: key.x, y: key.y };
  if (key.type === 'rsa' && area.type === 'rsa') return { ...area, n: key.n };
  throw new Error('the key does not fit its template');
};
const spkiOf = (curve: string): Uint8Array =>
  new Uint8Array(
    generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({
      type: 'spki',
      format: 'der',
    }),
  );

describe.each<[string, EkTemplate, Uint8Array]>([
  ['P-256', 'eccP256', generateP256().publicKey],
  ['P-384', 'eccP384', spkiOf('P-384')],
  ['P-521', 'eccP521', spkiOf('P-521')],
  ['RSA-2048', 'rsa2048', generateRsa(2048).publicKey],
  ['RSA-3072', 'rsa3072', generateRsa(3072).publicKey],
  ['RSA-4096', 'rsa4096', generateRsa(4096).publicKey],
])('an endorsement key of %s', (_, template, spki) => {
  const area = publicOf(spki, template);
  test('has one hash, as a certificate, a TPM2B_PUBLIC or a TPMT_PUBLIC', () => {
    const hashes = [certified(spki), encode(tpm2bPublic, area), encode(tpmtPublic, area)].map(
      (bytes) => endorsementKeyOf(bytes).hash,
    );
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
  test('has the same hash in another range of templates, and another with another protection', () => {
    const { hash } = endorsementKeyOf(encode(tpmtPublic, area));
    const userWithAuth = 1 << 6;
    const otherRange = {
      ...area,
      objectAttributes: area.objectAttributes ^ userWithAuth,
      authPolicy: new Uint8Array(32).fill(7),
    };
    expect(endorsementKeyOf(encode(tpmtPublic, otherRange)).hash).toBe(hash);
    const otherName = {
      ...area,
      nameAlg: area.nameAlg === 'sha256' ? 'sha512' : 'sha256',
    } as const;
    expect(endorsementKeyOf(encode(tpmtPublic, otherName)).hash).not.toBe(hash);
  });
  test('holds a secret', () => {
    const { public: ekPublic } = endorsementKeyOf(certified(spki));
    const akName = new Uint8Array(34).fill(1);
    const made = makeCredential({ ekPublic, akName, secret: new Uint8Array(32) });
    expect(made.idObject.length).toBeGreaterThan(32);
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

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ??
  new URL('../../../../shared/data', import.meta.url).pathname;

describe.skipIf(!existsSync(join(data, 'quotes')))('of swtpm', () => {
  const file = (name: string) => new Uint8Array(readFileSync(join(data, 'quotes/swtpm', name)));
  test.each([
    ['ekcert_ecc384.der', 'ek384.pub'],
    ['ekcert_rsa.der', 'ek_rsa.pub'],
  ])('the certificate %s and the public area %s are one key, byte by byte', (certificate, area) => {
    const fromCertificate = endorsementKeyOf(file(certificate));
    expect(toHex(fromCertificate.publicArea)).toBe(toHex(file(area).subarray(2)));
    expect(endorsementKeyOf(file(area)).hash).toBe(fromCertificate.hash);
  });
});

test.each([
  ['RSA of 1024 bits', () => rsaPublicKey(new Uint8Array(128).fill(0xc1), fromHex('010001'))],
  ['RSA of 2047 bits', () => rsaPublicKey(new Uint8Array(256).fill(0x7f), fromHex('010001'))],
  ['another curve', () => spkiOf('secp256k1')],
])('%s is no endorsement key', (_, spki) => {
  expect(() => endorsementKeyOf(certified(spki()))).toThrow(MalformedError);
});

test('coordinates that are longer than those of the curve are malformed', () => {
  const area = { ...ekTemplate.eccP256, x: new Uint8Array(48).fill(1) };
  expect(() => endorsementKeyOf(encode(tpmtPublic, area))).toThrow(MalformedError);
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
