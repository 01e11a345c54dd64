import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@gatehouse/bytes';
import { generateRsa, randomBytes } from '@gatehouse/bytes/crypto';
import { createSelfSigned, createSigningKey, parseCertificate, rsaPublicKey } from '@gatehouse/pki';
import { publicFromSpki } from '@gatehouse/tpm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyHealthCertificate } from './index.ts';
import { createHealthCertificateIssuer } from './issue.ts';

const at = new Date('2026-11-23T12:00:00Z');
const hours = (n: number): Date => new Date(at.getTime() + n * 3_600_000);

const newIssuer = () => {
  const key = createSigningKey();
  const certificate = createSelfSigned({
    commonName: 'Attestation Signer',
    key,
    validity: { notBefore: new Date('2026-01-01'), notAfter: new Date('2028-01-01') },
    serialNumber: randomBytes(16),
    use: 'signer',
  });
  return createHealthCertificateIssuer({ certificate, key, randomBytes });
};
const spki = publicFromSpki(generateRsa(2048).publicKey);
const key =
  spki.type === 'rsa'
    ? { modulus: spki.n, exponent: Uint8Array.of(1, 0, 1) }
    : { modulus: new Uint8Array(), exponent: new Uint8Array() };
const issuer = newIssuer();
const signers = [parseCertificate(issuer.certificate)];
const { certificate, notAfter } = issuer.issue({
  key,
  use: 'encryption',
  hostName: 'hv-0001.fabric.test',
  at,
});

describe('a health certificate', () => {
  test('vouches for the identity key of the host for eight hours', () => {
    const read = parseCertificate(certificate);
    expect(read.subject).toBe('CN=hv-0001.fabric.test');
    expect(read.issuer).toBe('CN=Attestation Signer');
    expect(toHex(read.publicKey)).toBe(toHex(rsaPublicKey(key.modulus, key.exponent)));
    expect(read.notAfter).toEqual(hours(8));
    expect(notAfter).toEqual(hours(8));
    expect(read.isCa).toBe(false);
  });

  test('is verified by OpenSSL, as a program and as a library', () => {
    const signer = new X509Certificate(issuer.certificate);
    expect(new X509Certificate(certificate).verify(signer.publicKey)).toBe(true);
    expect(new X509Certificate(certificate).checkIssued(signer)).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-health-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'signer.pem'), signer.toString());
    writeFileSync(join(folder, 'health.pem'), new X509Certificate(certificate).toString());
    const time = String(Math.floor(at.getTime() / 1000));
    const out = execFileSync(
      'openssl',
      ['verify', '-x509_strict', '-attime', time, '-CAfile', 'signer.pem', 'health.pem'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(out).toContain('OK');
  });

  test('is another one each time', () => {
    const again = issuer.issue({ key, use: 'signing', hostName: 'h', at });
    expect(parseCertificate(again.certificate).serialNumber).not.toBe(
      parseCertificate(certificate).serialNumber,
    );
  });

  const codeOf = (...args: Parameters<typeof verifyHealthCertificate>): string => {
    const result = verifyHealthCertificate(...args);
    return result.kind === 'refused' ? result.code : result.kind;
  };
  test('is accepted while it is valid and refused after', () => {
    expect(codeOf(certificate, { signers, at: hours(7) })).toBe('valid');
    expect(codeOf(certificate, { signers, at: hours(9) })).toBe('expired');
    expect(codeOf(certificate, { signers, at: hours(-1) })).toBe('not-yet-valid');
  });
  test('of another signer, even of the same name, is refused', () => {
    const foreign = newIssuer().issue({ key, use: 'encryption', hostName: 'h', at });
    expect(codeOf(foreign.certificate, { signers, at })).toBe('foreign');
  });
  test('that is the signer itself or no certificate is refused', () => {
    expect(codeOf(issuer.certificate, { signers, at })).toBe('not-a-health-certificate');
    expect(codeOf(Uint8Array.of(1, 2, 3), { signers, at })).toBe('malformed');
  });
});
