import { decode, encode, toBase64, toHex } from '@gatehouse/bytes';
import { hash, randomBytes } from '@gatehouse/bytes/crypto';
import {
  bootHostTpm,
  createTpmManufacturer,
  type HostConfiguration,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import {
  type Context,
  decodeContext,
  encodeContext,
  encodeRequest,
  type HgsReply,
} from '@gatehouse/hgs-protocol';
import { parseCertificate } from '@gatehouse/pki';
import { activateWithKeys, akTemplate, tpmtPublic } from '@gatehouse/tpm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import {
  approve,
  both,
  createTestHost,
  failedChecks,
  lastVerdict,
  required,
  sessionId,
  type TestHost,
} from '../testing/test-host.ts';

const manufacturer = createTpmManufacturer('hgs test');
const foreignManufacturer = createTpmManufacturer('another maker');
const policyDigest = new Uint8Array(32).fill(5);
const identityKey = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };

let hgs: TestHgs;
let host1: TestHost;
let host2: TestHost;

/** Host `number`, booted in this way, with its own TPM. */
async function boot(
  number: number,
  changes: Partial<HostConfiguration> = {},
  maker = manufacturer,
): Promise<TestHost> {
  const tpm = await bootHostTpm({
    seed: hash('sha256', Uint8Array.of(number)),
    state: null,
    manufacturer: maker,
    measurements: measurementsOf({
      host: hostIdentity('hgs test', number),
      configuration: { ...secureConfiguration, ...changes },
      policy: {
        name: 'SiPolicy.p7b',
        version: '10.0.0.0',
        digestAlgorithm: 'sha256',
        digest: policyDigest,
      },
      vsmKeys: { encryption: identityKey, signing: identityKey },
      bootCount: 1,
      ofThisBoot: (_purpose, length) => new Uint8Array(length),
    }),
  });
  return createTestHost(hgs, tpm, `hv-000${number}`);
}
const offering = (host: TestHost): Context => ({ challenge: null, blobs: host.offer });

beforeAll(async () => {
  hgs = await startTestHgs();
  host1 = await boot(1);
  host2 = await boot(2);
});
afterAll(() => hgs[Symbol.asyncDispose]());

describe('from a new host to a health certificate', () => {
  test('a host whose TPM is not authorised is refused and waits, with what it claims', async () => {
    const reply = await host1.send(offering(host1));
    expect(reply).toEqual({ kind: 'UnauthorizedErrorReply', retryable: false });
    const { body } = await hgs.admin('GET', '/Administration/waiting-hosts');
    expect(body.total).toBe(1);
    expect(body.items[0]).toMatchObject({
      claimedName: 'hv-0001',
      certificatePath: { outcome: 'untrusted' },
      log: { secureBoot: true, matchesBaseline: null },
      codeIntegrityPolicy: { name: 'SiPolicy.p7b', digest: toHex(policyDigest), trusted: null },
      attempts: 1,
    });
    const feed = await hgs.reader('/Administration/feed');
    expect(feed.body.entries.map((entry: { kind: string }) => entry.kind)).toEqual([
      'host-waiting',
      'verdict',
    ]);
    expect(await lastVerdict(hgs)).toMatchObject({ status: 'UnauthorizedHost', authorized: false });
  });

  test('it waits once, however often it asks', async () => {
    for (let i = 0; i < 3; i++) await host1.send(offering(host1));
    const { body } = await hgs.admin('GET', '/Administration/waiting-hosts');
    expect(body.total).toBe(1);
    expect(body.items[0].attempts).toBe(4);
  });

  test('its TPM is not authorised without the root of its maker', async () => {
    expect((await approve(hgs, 'hv-0001')).body).toMatchObject({ code: 'conflict' });
    const content = toBase64(manufacturer.rootCertificate);
    expect((await hgs.admin('POST', '/Administration/tpm-roots', { content })).status).toBe(201);
  });

  test('approved with its boot and policy, it attests and gets both certificates', async () => {
    expect((await approve(hgs, 'hv-0001', true)).body).toMatchObject({
      name: 'hv-0001',
      certificatePath: { outcome: 'trusted' },
      addedBy: 'admin',
    });
    const reply = await host1.attest();
    expect(await failedChecks(hgs)).toEqual([]);
    if (reply.kind !== 'HealthCertificateReply') throw new Error(reply.kind);
    expect(reply.content.map(({ type }) => type)).toEqual(both);
    const [first] = reply.content.map(({ certificate }) => parseCertificate(certificate));
    expect(first?.subject).toBe('CN=hv-0001');
    expect(await lastVerdict(hgs)).toMatchObject({
      status: 'Passed',
      authorized: true,
      baseline: 'class A',
      errorReply: null,
      certificateThumbprint: first?.thumbprint,
      endorsement: 'certified',
      tpm: { attestationKeyName: toHex(host1.tpm.keys.ak.name), restartCount: 0, safe: true },
    });
    const { tpm } = await lastVerdict(hgs);
    expect(tpm.firmwareVersion).toMatch(/^[0-9a-f]{16}$/);
    expect(Number(tpm.clock)).toBeGreaterThan(0);
  });

  test('a second host of the same boot needs only its TPM authorised', async () => {
    await host2.send(offering(host2));
    const { body } = await hgs.admin('GET', '/Administration/waiting-hosts');
    expect(body.items[0].log.matchesBaseline).toBe('class A');
    expect(body.items[0].codeIntegrityPolicy.trusted).toBe('fabric policy');
    expect((await approve(hgs, 'hv-0002')).status).toBe(201);
    expect((await host2.attest()).kind).toBe('HealthCertificateReply');
  });

  test('a request without a context is invited to make its offer', async () => {
    const reply = await host1.send(null);
    expect(reply.kind).toBe('TpmReplyContinue');
    expect(reply.kind === 'TpmReplyContinue' && decodeContext(reply.context)).toMatchObject({
      challenge: null,
      blobs: { pcrSelection: { hash: 'sha256' } },
    });
  });

  test('version 1 messages attest as well', async () => {
    const v1 = async (context: Context | null): Promise<HgsReply> => {
      const common = {
        requestedContent: both,
        endorsementKey: host1.tpm.ekCertificate,
        sessionId,
      };
      const text = encodeRequest(
        context === null
          ? { kind: 'TpmRequestInitial', ...common }
          : { kind: 'TpmRequestContinue', ...common, context: encodeContext(context) },
      );
      return (await hgs.post('/Attestation/v1.0/attest', text)).reply;
    };
    expect((await v1(null)).kind).toBe('TpmReplyContinue');
    const challenged = await v1({ challenge: null, blobs: host1.offer });
    if (challenged.kind !== 'TpmReplyContinue') throw new Error(challenged.kind);
    const answer = await host1.answer(decodeContext(challenged.context));
    expect((await v1(answer)).kind).toBe('HealthCertificateReply');
  });

  test('a third host that boots insecurely is told every policy that fails', async () => {
    const bad = await boot(3, { secureBoot: false, iommu: false });
    await bad.send(offering(bad));
    await approve(hgs, 'hv-0003');
    const reply = await bad.attest();
    if (reply.kind !== 'PolicyEvaluationErrorReply') throw new Error(reply.kind);
    expect(reply.reasons.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        '6a460ee1-62ea-416f-ae6c-04e29634506d',
        '756dc455-9528-479a-a86a-c646417316c9',
        'da0776e5-6570-44b3-9a17-7e95b4fc7779',
      ]),
    );
    expect(await lastVerdict(hgs)).toMatchObject({
      status: 'InsecureHostConfiguration',
      errorReply: 'PolicyEvaluationErrorReply',
      validUntil: null,
    });
  });
});

test('a host that encrypts its dumps passes once an administrator trusts the key in its log', async () => {
  const dumping = await boot(4, { dumpsDisabled: false, dumpEncryption: true });
  await dumping.send(offering(dumping));
  await approve(hgs, 'hv-0004');
  await hgs.admin('PATCH', '/Administration/policies/Hgs_NoDumps', { enabled: false });
  expect((await dumping.attest()).kind).toBe('PolicyEvaluationErrorReply');
  expect(await failedChecks(hgs)).toEqual(['Hgs_DumpEncryptionKey']);
  const log = toBase64(dumping.tpm.eventLog);
  const added = await hgs.admin('POST', '/Administration/dump-keys', { name: 'fabric', log });
  expect(added.status).toBe(201);
  expect((await dumping.attest()).kind).toBe('HealthCertificateReply');
  await hgs.admin('DELETE', `/Administration/dump-keys/${added.body.id}`);
  expect((await dumping.attest()).kind).toBe('PolicyEvaluationErrorReply');
  await hgs.admin('PATCH', '/Administration/policies/Hgs_NoDumps', { enabled: true });
});

describe('an attack on the exchange is refused', () => {
  const rtpm = { kind: 'RtpmErrorReply', retryable: true };

  test('an answer that is replayed: the challenge is gone', async () => {
    const answer = await host1.answer(await host1.challenge());
    expect((await host1.send(answer)).kind).toBe('HealthCertificateReply');
    expect(await host1.send(answer)).toEqual(rtpm);
    expect(await failedChecks(hgs)).toEqual(['challenge', 'credential-activated']);
  });

  test('an answer sent twice at once: one of them passes', async () => {
    const answer = await host1.answer(await host1.challenge());
    const replies = await Promise.all([host1.send(answer), host1.send(answer), host1.send(answer)]);
    expect(replies.map(({ kind }) => kind).sort()).toEqual([
      'HealthCertificateReply',
      'RtpmErrorReply',
      'RtpmErrorReply',
    ]);
  });

  test('a quote of an earlier challenge: its nonce is not this one', async () => {
    const first = await host1.answer(await host1.challenge());
    const second = await host1.answer(await host1.challenge());
    const { quoteAttest, quoteSignature } = first.blobs;
    const mixed = {
      ...second.blobs,
      ...(quoteAttest && { quoteAttest }),
      ...(quoteSignature && { quoteSignature }),
    };
    expect(await host1.send({ ...second, blobs: mixed })).toEqual(rtpm);
    expect(await failedChecks(hgs)).toEqual(['quote-nonce']);
  });

  test('a challenge that has expired, and one that never was', async () => {
    const answer = await host1.answer(await host1.challenge());
    hgs.advance(2 * 60_000 + 1);
    expect(await host1.send(answer)).toEqual(rtpm);
    expect(await host1.send({ ...answer, challenge: randomBytes(32) })).toEqual(rtpm);
    expect(await failedChecks(hgs)).toEqual(['challenge', 'credential-activated']);
  });

  test('a challenge of another host', async () => {
    const answer = await host1.answer(await host1.challenge());
    expect(await host2.send(answer)).toEqual(rtpm);
    expect(await failedChecks(hgs)).toEqual(
      expect.arrayContaining(['challenge', 'credential-activated']),
    );
  });

  test("a quote of another host's TPM", async () => {
    const challenge = await host1.challenge();
    const answer = await host1.answer(challenge);
    const { nonce, pcrSelection } = challenge.blobs;
    const quote = await host2.tpm.client.quote(
      host2.tpm.keys.ak.handle,
      required(nonce),
      required(pcrSelection),
    );
    const blobs = { ...answer.blobs, quoteAttest: quote.attest, quoteSignature: quote.signature };
    expect(await host1.send({ ...answer, blobs })).toEqual(rtpm);
    expect(await failedChecks(hgs)).toEqual(['quote-signature']);
  });

  test("an attestation key that is not in the endorsement key's TPM", async () => {
    const akPublic = encode(tpmtPublic, host2.tpm.keys.ak.public);
    const challenge = await host1.challenge({ ...host1.offer, akPublic });
    const credential = {
      idObject: required(challenge.blobs.credentialIdObject),
      encryptedSecret: required(challenge.blobs.credentialEncryptedSecret),
    };
    await expect(activateWithKeys(host1.tpm.client, host1.tpm.keys, credential)).rejects.toThrow();
    await expect(activateWithKeys(host2.tpm.client, host2.tpm.keys, credential)).rejects.toThrow();
    const quote = await host2.tpm.client.quote(
      host2.tpm.keys.ak.handle,
      required(challenge.blobs.nonce),
      required(challenge.blobs.pcrSelection),
    );
    const blobs = {
      ...host1.offer,
      akPublic,
      activatedSecret: randomBytes(32),
      quoteAttest: quote.attest,
      quoteSignature: quote.signature,
    };
    expect(await host1.send({ challenge: challenge.challenge, blobs })).toEqual(rtpm);
    expect(await failedChecks(hgs)).toEqual(['credential-activated']);
  });

  test('a key that signs anything, because it is not restricted', async () => {
    const { objectAttributes } = akTemplate.eccP256;
    const loose = decode(tpmtPublic, encode(tpmtPublic, host1.tpm.keys.ak.public));
    const akPublic = encode(tpmtPublic, {
      ...loose,
      objectAttributes: objectAttributes & ~(1 << 16),
    });
    const challenge = await host1.challenge({ ...host1.offer, akPublic });
    const answer = await host1.answer({ ...challenge, blobs: (await host1.challenge()).blobs });
    expect(await host1.send({ ...answer, blobs: { ...answer.blobs, akPublic } })).toEqual(rtpm);
    expect(await failedChecks(hgs)).toContain('ak-restricted');
  });

  test.each([
    ['fewer PCRs', { hash: 'sha256', pcrs: [0, 7] }],
    ['no PCR', { hash: 'sha256', pcrs: [] }],
    ['another bank', { hash: 'sha1', pcrs: [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14] }],
  ] as const)('a quote over %s', async (_, selection) => {
    const challenge = await host1.challenge();
    const answer = await host1.answer(challenge);
    const quote = await host1.tpm.client.quote(
      host1.tpm.keys.ak.handle,
      required(challenge.blobs.nonce),
      selection,
    );
    const blobs = { ...answer.blobs, quoteAttest: quote.attest, quoteSignature: quote.signature };
    expect(await host1.send({ ...answer, blobs })).toEqual(rtpm);
    expect(await failedChecks(hgs)).toContain('quote-selection');
  });

  test('the log of another boot', async () => {
    const answer = await host1.answer(await host1.challenge());
    const insecure = await boot(1, { secureBoot: false });
    const blobs = { ...answer.blobs, eventLog: insecure.tpm.eventLog };
    expect((await host1.send({ ...answer, blobs })).kind).toBe('TcgLogValidationErrorReply');
    expect(await failedChecks(hgs)).toEqual(['event-log-replay']);
  });

  test('a log that hides the data of an event', async () => {
    const answer = await host1.answer(await host1.challenge());
    const eventLog = host1.tpm.eventLog.slice();
    eventLog[Buffer.from(eventLog).indexOf(Buffer.from('SecureBoot', 'utf16le')) + 20] = 0;
    const reply = await host1.send({ ...answer, blobs: { ...answer.blobs, eventLog } });
    expect(reply.kind).toBe('TcgLogValidationErrorReply');
  });

  test('an answer that leaves things out', async () => {
    const { challenge } = await host1.challenge();
    expect(await host1.send({ challenge, blobs: {} })).toEqual(rtpm);
  });

  test('a TPM of another maker that takes the name of an authorised host', async () => {
    const impostor = await boot(9, {}, foreignManufacturer);
    const reply = await impostor.send({
      challenge: null,
      blobs: { ...impostor.offer, hostName: 'hv-0001' },
    });
    expect(reply.kind).toBe('UnauthorizedErrorReply');
    const { body } = await hgs.admin('GET', '/Administration/waiting-hosts');
    expect(body.items[0]).toMatchObject({
      nameAuthorizedForOtherTpm: true,
      // Its maker has the name of the trusted one, and another key.
      certificatePath: { outcome: 'invalid' },
    });
    expect((await approve(hgs, 'hv-0001')).body.code).toBe('conflict');
  });
});
