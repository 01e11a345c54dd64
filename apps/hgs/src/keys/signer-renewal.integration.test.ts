import { createHealthCertificateIssuer } from '@gatehouse/attestation/issue';
import { encode, toBase64 } from '@gatehouse/bytes';
import { generateP256, randomBytes } from '@gatehouse/bytes/crypto';
import { encodeRequest, type HgsReply, readSigningCertificates } from '@gatehouse/hgs-protocol';
import { readSignedData } from '@gatehouse/pki';
import { ekTemplate, publicFromSpki, tpm2bPublic } from '@gatehouse/tpm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readerToken, startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import { both, sessionId } from '../testing/test-host.ts';
import { loadSealingKey } from './key-file.ts';
import { ensureServiceKey, type ServiceKey } from './service-keys.ts';

const day = 86_400_000;

let hgs: TestHgs;
let endorsementKeyCertificate: Uint8Array;
let first: ServiceKey;

beforeAll(async () => {
  hgs = await startTestHgs();
  const { db } = hgs.database;
  const { now } = hgs;
  const sealingKey = await loadSealingKey(hgs.dataDir, randomBytes);
  first = await ensureServiceKey({ db, sealingKey, now, randomBytes }, 'attestation-signer');
  const key = publicFromSpki(generateP256().publicKey);
  if (key.type !== 'ecc') throw new Error('unreachable');
  endorsementKeyCertificate = encode(tpm2bPublic, { ...ekTemplate.eccP256, x: key.x, y: key.y });
  const ekPublic = toBase64(endorsementKeyCertificate);
  await hgs.admin('POST', '/Administration/tpm-hosts', { name: 'hv-1', ekPublic, force: true });
});
afterAll(() => hgs[Symbol.asyncDispose]());

const signerAt = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/Administration/summary`, {
    headers: { authorization: `Bearer ${readerToken}` },
  });
  const summary: unknown = await response.json();
  return Reflect.get(Object(Reflect.get(Object(summary), 'signer')), 'thumbprint');
};
const published = async (): Promise<string[]> => {
  const response = await fetch(`${hgs.url}/Attestation/v2.0/signingCertificates`);
  const { certificates } = readSignedData(readSigningCertificates(await response.text()));
  return certificates.map(({ thumbprint }) => thumbprint);
};
/** How a host is answered that presents a health certificate by this signer. */
const presenting = async (signer: ServiceKey): Promise<HgsReply['kind']> => {
  const { certificate: healthCertificate } = createHealthCertificateIssuer({
    ...signer,
    randomBytes,
  }).issue({
    key: { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) },
    use: 'encryption',
    hostName: 'hv-1',
    at: hgs.now(),
  });
  const text = encodeRequest({
    kind: 'AttestationRequest',
    requestedContent: both,
    providedContent: { endorsementKeyCertificate, healthCertificate },
    sessionId,
  });
  return (await hgs.post('/Attestation/v2.0/attest', text)).reply.kind;
};

test('a signer is used until a month before its certificate ends', async () => {
  hgs.advance(2 * 365 * day - 31 * day);
  expect(await signerAt(hgs.url)).toBe(first.thumbprint);
  expect(await published()).toEqual([first.thumbprint]);
});

test('then all replicas have one new signer, and certificates of the former one stay good', async () => {
  await using replica = await hgs.replica();
  hgs.advance(2 * day);
  const signers = await Promise.all([hgs.url, replica.url, hgs.url].map(signerAt));
  expect(new Set(signers).size).toBe(1);
  expect(signers[0]).not.toBe(first.thumbprint);
  expect(await published()).toEqual([signers[0], first.thumbprint]);
  expect(await presenting(first)).toBe('TpmReplyContinue');
});

test('once its certificate has ended, the former signer vouches for nothing', async () => {
  hgs.advance(29 * day);
  expect(await published()).toEqual([await signerAt(hgs.url)]);
  expect(await presenting(first)).toBe('UnauthorizedErrorReply');
});
