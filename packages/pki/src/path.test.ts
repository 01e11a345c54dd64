import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toBase64 } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import { nullValue, sequence, smallInteger, trueValue } from './der.ts';
import {
  basicConstraints,
  certificateSignerOf,
  createSelfSigned,
  createSigningKey,
  extensionsOf,
  type Issuer,
  issueCertificate,
  keyUsage,
  nameOf,
  parseCertificate,
  signCertificate,
  verifyPath,
} from './index.ts';
import { extension } from './issue-certificate.ts';

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

const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${toBase64(der).replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

/** What `openssl verify` says of the same path at the same time. */
function openSslAccepts(certificates: {
  readonly leaf: Uint8Array;
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
}): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-path-'));
  try {
    const write = (name: string, ders: readonly Uint8Array[]): string => {
      const path = join(folder, name);
      writeFileSync(path, ders.map(pem).join(''));
      return path;
    };
    const { leaf, anchors, intermediates } = certificates;
    const untrusted =
      intermediates.length === 0 ? [] : ['-untrusted', write('middle.pem', intermediates)];
    const { status } = spawnSync('openssl', [
      'verify',
      '-no-CApath',
      '-no-CAstore',
      '-attime',
      String(at.getTime() / 1000),
      '-CAfile',
      write('anchors.pem', anchors),
      ...untrusted,
      write('leaf.pem', [leaf]),
    ]);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A certificate with any extensions, for what `issueCertificate` does not make. */
const made = (
  issuer: Issuer,
  commonName: string,
  extensions: readonly Uint8Array[],
  valid = validity,
): Issuer => {
  const key = createSigningKey();
  const certificate = signCertificate(
    {
      serialNumber: fromHex('40ff'),
      issuerName: parseCertificate(issuer.certificate).subjectName,
      subjectName: nameOf(commonName),
      validity: valid,
      publicKey: key.publicKey,
      extensions: extensionsOf(...extensions),
    },
    certificateSignerOf(issuer.key),
  );
  return { key, certificate };
};
const caOfLength = (length: number) => [
  extension('2.5.29.19', true, sequence(trueValue, smallInteger(length))),
  keyUsage('certificateSigning'),
];

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('as OpenSSL does', () => {
  const impostor = newRoot('root');
  const short = made(root, 'no CA below', caOfLength(0));
  const signsNothing = made(root, 'no certificates', [
    basicConstraints(true),
    keyUsage('digitalSignature'),
  ]);
  const long = { ...validity, notBefore: new Date('2020-01-01') };
  const expired = made(root, 'expired', caOfLength(1), {
    ...long,
    notAfter: new Date('2026-06-01'),
  });
  const unknown = extension('1.3.6.1.4.1.99999.1', true, nullValue);
  const last = (issuer: Issuer) => under(issuer, 'leaf', 'signature');

  test.each<[string, Issuer, Issuer[], Issuer[], boolean]>([
    ['a direct path', last(root), [root], [], true],
    ['over an intermediate', leaf, [root], [middle], true],
    ['over an intermediate among others', leaf, [impostor, root], [short, middle], true],
    ['without the intermediate', leaf, [root], [], false],
    ['an intermediate alone, whose root is not trusted', leaf, [impostor], [middle], false],
    ['a look-alike of the root', last(impostor), [root], [], false],
    ['the look-alike brought along', last(impostor), [root], [impostor], false],
    ['below one that is no CA', last(leaf), [root], [middle, leaf], false],
    [
      'below a CA that may not sign certificates',
      last(signsNothing),
      [root],
      [signsNothing],
      false,
    ],
    ['one CA too many', last(under(short, 'below', 'ca')), [root], [short], false],
    ['as many CAs as allowed', last(short), [root], [short], true],
    ['an expired intermediate', last(expired), [root], [expired], false],
    [
      'an expired leaf',
      made(root, 'old', [], { ...long, notAfter: new Date('2026-06-01') }),
      [root],
      [],
      false,
    ],
    [
      'a leaf of tomorrow',
      made(root, 'new', [], { ...validity, notBefore: new Date('2027-01-01') }),
      [root],
      [],
      false,
    ],
    ['a critical extension that nobody knows', made(root, 'odd', [unknown]), [root], [], false],
  ])('%s', (_, end, anchors, intermediates, accepted) => {
    const own = verifyPath(read(end), {
      anchors: anchors.map(read),
      intermediates: intermediates.map(read),
      at,
    });
    expect(own.kind === 'trusted').toBe(accepted);
    const ders = (issuers: readonly Issuer[]) => issuers.map(({ certificate }) => certificate);
    expect(
      openSslAccepts({
        leaf: end.certificate,
        anchors: ders(anchors),
        intermediates: ders(intermediates),
      }),
    ).toBe(accepted);
  });
});

test('intermediates of every manufacturer do not hide the one that is needed', () => {
  const others = Array.from({ length: 200 }, (_, i) => read(newRoot(`maker ${i}`)));
  const options = { anchors: [read(root)], intermediates: [...others, read(middle)], at };
  expect(verifyPath(read(leaf), options).kind).toBe('trusted');
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
