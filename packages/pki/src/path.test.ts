import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import {
  createSelfSigned,
  createSigningKey,
  type Issuer,
  issueCertificate,
  parseCertificate,
  verifyPath,
} from './index.ts';

const validity = {
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
};
const at = new Date('2026-11-23T00:00:00Z');
const serialNumber = fromHex('0102030405060708');

const newRoot = (commonName: string): Issuer => {
  const key = createSigningKey();
  return {
    key,
    certificate: createSelfSigned({ commonName, key, validity, serialNumber, use: 'ca' }),
  };
};
const under = (issuer: Issuer, commonName: string, use: 'ca' | 'signature'): Issuer => {
  const key = createSigningKey();
  const certificate = issueCertificate({
    issuer,
    commonName,
    publicKey: key.publicKey,
    validity,
    serialNumber,
    use,
  });
  return { key, certificate };
};
const root = newRoot('root');
const middle = under(root, 'middle', 'ca');
const leaf = under(middle, 'leaf', 'signature');
const read = (issuer: Issuer) => parseCertificate(issuer.certificate);

describe('a path', () => {
  test('leads over an intermediate to the anchor', () => {
    const result = verifyPath(read(leaf), {
      anchors: [read(root)],
      intermediates: [read(middle)],
      at,
    });
    expect(result.kind === 'trusted' && result.path.map((c) => c.subject)).toEqual([
      'CN=leaf',
      'CN=middle',
      'CN=root',
    ]);
  });
  test('may end at an anchor that is an intermediate or the certificate itself', () => {
    expect(verifyPath(read(leaf), { anchors: [read(middle)], at }).kind).toBe('trusted');
    expect(verifyPath(read(leaf), { anchors: [read(leaf)], at }).kind).toBe('trusted');
  });
  const refusal = (...args: Parameters<typeof verifyPath>): string => {
    const result = verifyPath(...args);
    return result.kind === 'untrusted' ? result.code : 'trusted';
  };
  test('is refused without the intermediate', () => {
    expect(refusal(read(leaf), { anchors: [read(root)], at })).toBe('no-issuer');
  });
  test('is refused before and after the validity', () => {
    const options = { anchors: [read(middle)] };
    expect(refusal(read(leaf), { ...options, at: new Date('2025-01-01') })).toBe('not-yet-valid');
    expect(refusal(read(leaf), { ...options, at: new Date('2037-01-01') })).toBe('expired');
  });
  test('is refused under a root of the same name with another key', () => {
    const impostor = newRoot('middle');
    expect(refusal(read(leaf), { anchors: [read(impostor)], at })).toBe('bad-signature');
  });
  test('is refused through a certificate that is no CA', () => {
    const forged = under(leaf, 'forged', 'signature');
    expect(
      refusal(read(forged), {
        anchors: [read(root)],
        intermediates: [read(middle), read(leaf)],
        at,
      }),
    ).toBe('not-a-ca');
  });
  test('ends in a hostile bundle of many certificates of one name', () => {
    const many = Array.from({ length: 40 }, () => newRoot('loop'));
    const first = many[0];
    if (first === undefined) throw new Error('unreachable');
    const cross = many.map((issuer) => under(issuer, 'loop', 'ca'));
    expect(
      refusal(read(under(first, 'x', 'signature')), {
        anchors: [read(root)],
        intermediates: [...many, ...cross].map(read),
        at,
      }),
    ).not.toBe('trusted');
  });
});

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ??
  new URL('../../../../shared/data', import.meta.url).pathname;
const file = (name: string) =>
  parseCertificate(new Uint8Array(readFileSync(join(data, 'ekcerts', name))));

describe.skipIf(!existsSync(join(data, 'ekcerts')))('real paths', () => {
  test('an STMicroelectronics EK of 2014 is signed with SHA-1, which is not accepted', () => {
    const result = verifyPath(file('HIRS__tpmcert.pem'), {
      anchors: [file('HIRS__gstpmroot.crt')],
      intermediates: [file('HIRS__stmtpmekint02.crt'), file('HIRS__stmtpmekroot.crt')],
      at: new Date('2016-01-01'),
    });
    expect(result.kind === 'untrusted' && result.code).toBe('weak-signature');
  });
  test('an EK certificate of swtpm leads to its local CA', () => {
    const result = verifyPath(file('ekcert_ecc384.der'), {
      anchors: [file('swtpm__swtpm-localca-rootca-cert.pem')],
      intermediates: [file('swtpm__issuercert.pem')],
      at: new Date('2027-01-01'),
    });
    expect(result.kind === 'untrusted' ? result.detail : 'trusted').toBe('trusted');
  });
});
