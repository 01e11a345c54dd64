import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBase64, MalformedError, toBase64, toHex, utf8 } from '@gatehouse/bytes';
import { generateRsa, hash, verifyBySpki } from '@gatehouse/bytes/crypto';
import { createSelfSigned, parseCertificate } from '@gatehouse/pki';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeGuardianMetadata, parseGuardianMetadata } from './index.ts';

const certified = (commonName: string, use: 'signature' | 'encryption') => {
  const key = generateRsa(2048);
  const certificate = createSelfSigned({
    commonName,
    key,
    validity: { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') },
    serialNumber: new Uint8Array(12).fill(3),
    use,
  });
  return { certificate, privateKey: key.privateKey };
};
const signing = certified('signing', 'signature');
const communications = certified('communications', 'signature');
const encryption = certified('encryption', 'encryption');
const text = encodeGuardianMetadata({
  signing,
  communications,
  encryptionCertificate: encryption.certificate,
  otherSigningCertificates: [communications.certificate],
});

describe('guardian metadata', () => {
  test('is read as it was written, with valid signatures over the certificates', () => {
    const read = parseGuardianMetadata(text);
    expect(read.certificateSignatures).toBe('valid');
    expect(toHex(read.encryptionCertificate)).toBe(toHex(encryption.certificate));
    expect(toHex(read.signingCertificate)).toBe(toHex(signing.certificate));
    expect(read.otherSigningCertificates.map(toHex)).toEqual([toHex(communications.certificate)]);
  });

  test('with an exchanged encryption certificate has invalid signatures', () => {
    const exchanged = text.replace(
      toBase64(encryption.certificate),
      toBase64(certified('other', 'encryption').certificate),
    );
    expect(parseGuardianMetadata(exchanged).certificateSignatures).toBe('invalid');
  });

  test('digest and signature hold under the canonicalization of Python', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-metadata-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, 'metadata.xml'),
      text.replace(/<Signature xmlns.*<\/Signature>/s, ''),
    );
    const digest = /<DigestValue>([^<]+)</.exec(text)?.[1];
    const canonical = canonicalOf(join(folder, 'metadata.xml'));
    expect(toBase64(hash('sha256', utf8(canonical)))).toBe(digest);
    const signedInfo = /<SignedInfo>.*<\/SignedInfo>/s.exec(text)?.[0] ?? '';
    expect(
      verifyBySpki({
        publicKey: parseCertificate(communications.certificate).publicKey,
        scheme: 'rsa-pkcs1',
        hash: 'sha256',
        data: utf8(
          signedInfo.replace(
            '<SignedInfo>',
            '<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">',
          ),
        ),
        signature: fromBase64(/<\/SignedInfo><SignatureValue>([^<]+)</.exec(text)?.[1] ?? ''),
      }),
    ).toBe(true);
  });

  test.each([
    '',
    '<a/>',
    '<Metadata xmlns="http://schemas.microsoft.com/kps/2014/07"/>',
    '<!DOCTYPE x><x/>',
  ])('%s is malformed', (bad) => {
    expect(() => parseGuardianMetadata(bad)).toThrow(MalformedError);
  });
});

/** The canonical form by Python's own implementation (C14N 2.0 without options gives the same here). */
const canonicalOf = (path: string): string =>
  execFileSync(
    'python3',
    [
      '-c',
      'import sys, xml.etree.ElementTree as e; print(e.canonicalize(from_file=sys.argv[1]), end="")',
      path,
    ],
    { encoding: 'utf8' },
  );
