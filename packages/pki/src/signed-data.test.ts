import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUtf8, MalformedError, toHex } from '@gatehouse/bytes';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createSelfSigned,
  createSigningKey,
  encodeCertificates,
  isSignedData,
  readSignedData,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cms-'));
afterAll(() => rmSync(folder, { recursive: true }));
const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));

beforeAll(() => {
  writeFileSync(join(folder, 'content'), 'a policy');
  for (const [name, key] of [
    ['rsa', ['-newkey', 'rsa:2048']],
    ['ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ] as const) {
    openssl(
      'req',
      '-x509',
      ...key,
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    );
    const sign = [
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      '-in',
      'content',
      '-outform',
      'DER',
      '-md',
      'sha256',
    ];
    openssl(...sign, '-signer', `${name}.pem`, '-inkey', `${name}.key`, '-out', `${name}.p7`);
    openssl(
      ...sign,
      '-noattr',
      '-signer',
      `${name}.pem`,
      '-inkey',
      `${name}.key`,
      '-out',
      `${name}-plain.p7`,
    );
  }
  openssl(
    'cms',
    '-sign',
    '-binary',
    '-nodetach',
    '-in',
    'content',
    '-outform',
    'DER',
    '-md',
    'sha256',
    '-signer',
    'rsa.pem',
    '-inkey',
    'rsa.key',
    '-keyopt',
    'rsa_padding_mode:pss',
    '-out',
    'pss.p7',
  );
});

describe('a SignedData made by OpenSSL', () => {
  test.each(['rsa', 'ec', 'rsa-plain', 'ec-plain', 'pss'])('%s is read and verified', (name) => {
    const read = readSignedData(file(`${name}.p7`));
    expect(isSignedData(file(`${name}.p7`))).toBe(true);
    expect(fromUtf8(read.content ?? new Uint8Array())).toBe('a policy');
    expect(read.certificates).toHaveLength(1);
    expect(read.signers.map((signer) => signer.signature)).toEqual(['valid']);
  });
  test.each(['rsa', 'ec', 'rsa-plain', 'ec-plain'])(
    '%s with another content is invalid',
    (name) => {
      const changed = file(`${name}.p7`);
      const at = Buffer.from(changed).indexOf('a policy');
      changed[at] = 0x62;
      expect(readSignedData(changed).signers.map((signer) => signer.signature)).toEqual([
        'invalid',
      ]);
    },
  );
  test('every truncation is malformed', () => {
    const whole = file('ec.p7');
    for (let length = 0; length < whole.length; length += 1)
      expect(() => readSignedData(whole.subarray(0, length))).toThrow(MalformedError);
  });
  test('trailing bytes are refused', () => {
    expect(() => readSignedData(Uint8Array.of(...file('ec.p7'), 0))).toThrow('trailing');
  });
});

test('what is not a SignedData is told apart', () => {
  expect(isSignedData(Uint8Array.of(7, 0, 0, 0))).toBe(false);
  expect(isSignedData(new Uint8Array())).toBe(false);
});

test('random bytes are malformed, never another error', () => {
  void fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      isSignedData(bytes);
      expect(() => readSignedData(bytes)).toThrow(MalformedError);
    }),
  );
});

test('certs-only PKCS#7 is read by OpenSSL and by us', () => {
  const key = createSigningKey();
  const certificate = createSelfSigned({
    commonName: 'signer',
    key,
    validity: { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') },
    serialNumber: new Uint8Array(8).fill(1),
    use: 'signer',
  });
  const pkcs7 = encodeCertificates([certificate, certificate]);
  writeFileSync(join(folder, 'certs.p7b'), pkcs7);
  const printed = openssl('pkcs7', '-inform', 'DER', '-in', 'certs.p7b', '-print_certs');
  expect(printed).toContain('CN = signer');
  const read = readSignedData(pkcs7);
  expect(read.signers).toEqual([]);
  expect(read.certificates.map((c) => toHex(c.der))).toEqual([
    toHex(certificate),
    toHex(certificate),
  ]);
});
