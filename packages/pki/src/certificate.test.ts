import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, fromHex, MalformedError, toBase64, toHex, utf8 } from '@gatehouse/bytes';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createSelfSigned,
  createSigningKey,
  issueCertificate,
  issueEkCertificate,
  parseCertificate,
  rsaPublicKey,
  signingKeyFromSeed,
} from './index.ts';

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ??
  new URL('../../../../shared/data', import.meta.url).pathname;
const ekCertificate = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(data, 'ekcerts', name)));

const validity = {
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
};
const caKey = signingKeyFromSeed(new Uint8Array(32).fill(7));
const ca = createSelfSigned({
  commonName: 'Test TPM Root CA',
  key: caKey,
  validity,
  serialNumber: fromHex('0102030405060708'),
  use: 'ca',
});
const ek = createSigningKey();
const ekDer = issueEkCertificate({
  issuer: { certificate: ca, key: caKey },
  publicKey: ek.publicKey,
  validity: { ...validity, notAfter: new Date('2060-01-01T00:00:00Z') },
  serialNumber: fromHex('ff02030405060708'),
  tpm: { manufacturer: 'id:47544853', model: 'simulated', version: 'id:00010000' },
});

describe('our certificates', () => {
  test('are read by us, with the TPM attributes of the subjectAltName', () => {
    const read = parseCertificate(ekDer);
    expect(read.subject).toBe('');
    expect(read.issuer).toBe('CN=Test TPM Root CA');
    expect(read.tpm).toEqual({
      manufacturer: 'id:47544853',
      model: 'simulated',
      version: 'id:00010000',
    });
    expect(read.extendedKeyUsage).toEqual(['2.23.133.8.1']);
    expect(toHex(read.publicKey)).toBe(toHex(ek.publicKey));
    expect(read.notAfter.toISOString()).toBe('2060-01-01T00:00:00.000Z');
    expect(read.serialNumber).toBe('7f02030405060708');
  });

  test('are read and verified by OpenSSL through node:crypto', () => {
    const root = new X509Certificate(ca);
    const leaf = new X509Certificate(ekDer);
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
  });

  test('make a path that openssl verify accepts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pki-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const pem = (der: Uint8Array): string =>
      `-----BEGIN CERTIFICATE-----\n${toBase64(der).replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
    const leaf = issueCertificate({
      issuer: { certificate: ca, key: caKey },
      commonName: 'leaf',
      publicKey: createSigningKey().publicKey,
      validity,
      serialNumber: fromHex('0102030405060709'),
      use: 'signature',
    });
    writeFileSync(join(folder, 'ca.pem'), pem(ca));
    writeFileSync(join(folder, 'leaf.pem'), pem(leaf));
    const out = execFileSync(
      'openssl',
      ['verify', '-x509_strict', '-CAfile', join(folder, 'ca.pem'), join(folder, 'leaf.pem')],
      { encoding: 'utf8' },
    );
    expect(out).toContain('OK');
  });

  test('a seed gives the same key, another seed another', () => {
    const again = signingKeyFromSeed(new Uint8Array(32).fill(7));
    expect(toHex(again.publicKey)).toBe(toHex(caKey.publicKey));
    const other = signingKeyFromSeed(new Uint8Array(32).fill(8));
    expect(toHex(other.publicKey)).not.toBe(toHex(caKey.publicKey));
  });

  test('an RSA public key is written as OpenSSL reads it', () => {
    const modulus = fromHex(`c1${'35'.repeat(255)}`);
    const spki = rsaPublicKey(modulus, fromHex('010001'));
    const leaf = issueCertificate({
      issuer: { certificate: ca, key: caKey },
      commonName: 'rsa',
      publicKey: spki,
      validity,
      serialNumber: fromHex('0102030405060710'),
      use: 'encryption',
    });
    const key = new X509Certificate(leaf).publicKey.export({ format: 'jwk' });
    expect(Buffer.from(String(key.n), 'base64url').toString('hex')).toBe(toHex(modulus));
  });
});

describe('what a certificate comes in', () => {
  const wanted = toHex(ekDer);
  test('the 7-byte header of TPM 1.2 is taken off', () => {
    const header = concat(fromHex('1001000000'), fromHex('1002'));
    expect(toHex(parseCertificate(concat(header, ekDer)).der)).toBe(wanted);
  });
  test('padding of zeros or of ones behind it is taken off', () => {
    expect(toHex(parseCertificate(concat(ekDer, new Uint8Array(300))).der)).toBe(wanted);
    const ones = new Uint8Array(300).fill(0xff);
    expect(toHex(parseCertificate(concat(ekDer, ones)).der)).toBe(wanted);
  });
  test('other trailing bytes are refused', () => {
    expect(() => parseCertificate(concat(ekDer, Uint8Array.of(1, 2)))).toThrow('trailing bytes');
  });
  test('PEM is read, two certificates in one are refused', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${toBase64(ekDer)}\n-----END CERTIFICATE-----\n`;
    expect(toHex(parseCertificate(utf8(pem)).der)).toBe(wanted);
    expect(() => parseCertificate(utf8(pem + pem))).toThrow('more than one');
  });
  test('more than 64 KiB is refused', () => {
    expect(() => parseCertificate(new Uint8Array(65_537))).toThrow(MalformedError);
  });
});

describe.skipIf(!existsSync(join(data, 'ekcerts')))('real EK certificates', () => {
  test('a Nuvoton key of type RSAES-OAEP becomes one that OpenSSL reads', () => {
    const read = parseCertificate(ekCertificate('HIRS__ek_cert_with_padded_bytes.cer'));
    expect(read.tpm).toEqual({
      manufacturer: 'id:4E544300',
      model: 'NPCT6xx',
      version: 'id:0581',
    });
    expect(toHex(read.publicKey)).toContain('06092a864886f70d010101');
  });
  test('the untouched NV content with its header is the certificate without it', () => {
    const touched = parseCertificate(ekCertificate('HIRS__ek_cert_7_byte_header_removed.cer'));
    expect(touched.tpm?.manufacturer).toBe('id:53544D20');
    const untouched = parseCertificate(ekCertificate('HIRS__ek_cert_untouched.cer'));
    expect(untouched.tpm?.manufacturer).toMatch(/^id:/);
  });
  test.each(['go-attestation__plat_cert1.cer', 'go-attestation__lenovo.cer'])(
    'the platform certificate %s is told from the EK certificate',
    (name) => {
      expect(() => parseCertificate(ekCertificate(name))).toThrow('attribute certificate');
    },
  );
});

describe('hostile bytes', () => {
  test('every truncation is malformed', () => {
    for (let length = 0; length < ekDer.length; length++)
      expect(() => parseCertificate(ekDer.subarray(0, length))).toThrow(MalformedError);
  });
  test('random bytes and flipped bits give a certificate or MalformedError, nothing else', () => {
    const attempt = (bytes: Uint8Array): void => {
      try {
        parseCertificate(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
    };
    void fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt));
    void fc.assert(
      fc.property(fc.nat(ekDer.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = ekDer.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        attempt(changed);
      }),
      { numRuns: 500 },
    );
  });
});
