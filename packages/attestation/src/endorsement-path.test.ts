import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '@gatehouse/bytes';
import {
  basicConstraints,
  type Certificate,
  certificateSignerOf,
  createSelfSigned,
  createSigningKey,
  extendedKeyUsage,
  extensionsOf,
  issueEkCertificate,
  keyUsage,
  nameOf,
  parseCertificate,
  signCertificate,
} from '@gatehouse/pki';
import { describe, expect, test } from 'vitest';
import { verifyEndorsementPath } from './index.ts';

const at = new Date('2026-12-01T00:00:00Z');
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
const serialNumber = fromHex('0102030405060708');
const rootKey = createSigningKey();
const rootDer = createSelfSigned({
  commonName: 'maker',
  key: rootKey,
  validity,
  serialNumber,
  use: 'ca',
});
const anchors = [parseCertificate(rootDer)];

const codeOf = (certificate: Certificate, options: Parameters<typeof verifyEndorsementPath>[1]) => {
  const path = verifyEndorsementPath(certificate, options);
  return path.kind === 'trusted' ? 'trusted' : path.code;
};

describe('a certificate by the manufacturer itself', () => {
  const issued = (...extensions: readonly Uint8Array[]): Certificate =>
    parseCertificate(
      signCertificate(
        {
          serialNumber,
          issuerName: anchors[0]?.subjectName ?? nameOf(''),
          subjectName: nameOf('any'),
          validity,
          publicKey: createSigningKey().publicKey,
          extensions: extensionsOf(...extensions),
        },
        certificateSignerOf(rootKey),
      ),
    );
  const noCa = basicConstraints(false);
  const ekUse = extendedKeyUsage('2.23.133.8.1');

  test('of an endorsement key is trusted', () => {
    const ek = issueEkCertificate({
      issuer: { certificate: rootDer, key: rootKey },
      publicKey: createSigningKey().publicKey,
      validity,
      serialNumber,
      tpm: { manufacturer: 'id:1', model: 'm', version: 'id:2' },
    });
    expect(codeOf(parseCertificate(ek), { anchors, at })).toBe('trusted');
    expect(codeOf(issued(noCa, keyUsage('keyAgreement'), ekUse), { anchors, at })).toBe('trusted');
    expect(codeOf(issued(noCa, ekUse), { anchors, at })).toBe('trusted');
  });

  test.each<[string, Uint8Array[]]>([
    ['of an attestation key', [noCa, extendedKeyUsage('2.23.133.8.3')]],
    ['of a web server', [noCa, keyUsage('keyAgreement'), extendedKeyUsage('1.3.6.1.5.5.7.3.1')]],
    ['of a signing key', [noCa, keyUsage('digitalSignature'), ekUse]],
    ['of an authority', [basicConstraints(true), keyUsage('keyAgreement'), ekUse]],
    ['of any key, without a use', [noCa, keyUsage('keyAgreement')]],
  ])('%s is no EK certificate', (_, extensions) => {
    expect(codeOf(issued(...extensions), { anchors, at })).toBe('no-ek-certificate');
  });
});

const data = join(
  process.env['GATEHOUSE_SHARED_DATA'] ??
    new URL('../../../../shared/data', import.meta.url).pathname,
  'ekcerts',
);

/** When each file is looked at, and what comes of it while the authorities of the corpus are known. */
const corpus: Readonly<Record<string, readonly [Date, string]>> = {
  'ekcert_ecc384.der': [at, 'trusted'],
  'ekcert_rsa.der': [at, 'trusted'],
  'HIRS__ek_cert_untouched.cer': [at, 'expired'],
  'HIRS__ek_cert_7_byte_header_removed.cer': [at, 'expired'],
  'HIRS__tpmcert.pem': [new Date('2016-01-01'), 'weak-signature'],
  'HIRS__ek_cert_with_padded_bytes.cer': [at, 'no-issuer'],
  'HIRS__ek_cert_with_security_assertions.cer': [new Date('2016-01-01'), 'no-issuer'],
  'HIRS__ek_cert.der': [at, 'no-ek-certificate'],
  'HIRS__gstpmroot.crt': [at, 'no-ek-certificate'],
  'HIRS__stmtpmekint02.crt': [at, 'no-ek-certificate'],
  'HIRS__stmtpmekroot.crt': [at, 'no-ek-certificate'],
  'swtpm__issuercert.pem': [at, 'no-ek-certificate'],
  'swtpm__swtpm-localca-rootca-cert.pem': [at, 'no-ek-certificate'],
  'go-attestation__IntelSigningKey_20April2017.cer': [at, 'no-ek-certificate'],
  'go-attestation__lenovo.cer': [at, 'attribute certificate'],
  'go-attestation__plat_cert1.cer': [at, 'attribute certificate'],
  'go-tpm-tools__pca_tpm_ecc_enc_cert.pem': [at, 'no-ek-certificate'],
  'go-tpm-tools__pca_tpm_ecc_sign_cert.pem': [at, 'no-ek-certificate'],
  'go-tpm-tools__pca_tpm_rsa_enc_cert.pem': [at, 'no-ek-certificate'],
  'go-tpm-tools__pca_tpm_rsa_sign_cert.pem': [at, 'no-ek-certificate'],
  'go-tpm-tools__uca_tpm_ecc_enc_cert.pem': [at, 'no-issuer'],
  'go-tpm-tools__uca_tpm_ecc_sign_cert.pem': [at, 'no-ek-certificate'],
  'go-tpm-tools__uca_tpm_rsa_enc_cert.pem': [at, 'no-issuer'],
  'go-tpm-tools__uca_tpm_rsa_sign_cert.pem': [at, 'no-ek-certificate'],
};

describe.skipIf(!existsSync(data))('the corpus of real certificates', () => {
  const file = (name: string) => parseCertificate(new Uint8Array(readFileSync(join(data, name))));

  test('has no certificate that is not in the table', () => {
    const files = readdirSync(data).filter((name) => /\.(cer|crt|der|pem)$/.test(name));
    expect(files.toSorted()).toEqual(Object.keys(corpus).toSorted());
  });

  test.each(Object.entries(corpus))('%s', (name, [time, wanted]) => {
    const options = {
      anchors: [file('HIRS__gstpmroot.crt'), file('swtpm__swtpm-localca-rootca-cert.pem')],
      intermediates: [
        'HIRS__stmtpmekint02.crt',
        'HIRS__stmtpmekroot.crt',
        'swtpm__issuercert.pem',
      ].map(file),
      at: time,
    };
    if (wanted === 'attribute certificate') expect(() => file(name)).toThrow(wanted);
    else expect(codeOf(file(name), options)).toBe(wanted);
  });
});
