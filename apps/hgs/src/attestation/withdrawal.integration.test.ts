import { toBase64, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { hgsSchema } from '@gatehouse/database';
import {
  bootHostTpm,
  createTpmManufacturer,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import { encodeContext, encodeRequest, readReply } from '@gatehouse/hgs-protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

const manufacturer = createTpmManufacturer('withdrawal test');
const identityKey = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };
const root = { content: toBase64(manufacturer.rootCertificate) };

let hgs: TestHgs;
let host: TestHost;

beforeAll(async () => {
  hgs = await startTestHgs();
  const tpm = await bootHostTpm({
    seed: hash('sha256', Uint8Array.of(1)),
    state: null,
    manufacturer,
    measurements: measurementsOf({
      host: hostIdentity('withdrawal test', 1),
      configuration: { ...secureConfiguration, bitLocker: false },
      policy: {
        name: 'SiPolicy.p7b',
        version: '10.0.0.0',
        digestAlgorithm: 'sha256',
        digest: new Uint8Array(32).fill(5),
      },
      vsmKeys: { encryption: identityKey, signing: identityKey },
      bootCount: 1,
      ofThisBoot: (_purpose, length) => new Uint8Array(length),
    }),
  });
  host = createTestHost(hgs, tpm, 'hv-0001');
  await hgs.admin('POST', '/Administration/tpm-roots', root);
  await host.send({ challenge: null, blobs: host.offer });
  await approve(hgs, 'hv-0001', true);
});
afterAll(() => hgs[Symbol.asyncDispose]());

beforeEach(async () => {
  expect((await host.attest()).kind).toBe('HealthCertificateReply');
});

const idOf = async (list: string): Promise<string> =>
  (await hgs.admin('GET', `/Administration/${list}`)).body.items[0].id;

describe('what is withdrawn counts from the next attestation', () => {
  test('a disabled baseline, until it is enabled again', async () => {
    const path = `/Administration/baselines/${await idOf('baselines')}`;
    await hgs.admin('PATCH', path, { enabled: false });
    const reply = await host.attest();
    expect(reply).toMatchObject({
      kind: 'PolicyEvaluationErrorReply',
      reasons: [{ result: false, reason: '756dc455-9528-479a-a86a-c646417316c9' }],
    });
    expect(await failedChecks(hgs)).toEqual(['Hgs_SecureBootSettings']);
    await hgs.admin('PATCH', path, { enabled: true });
  });

  test('a disabled code integrity policy, between challenge and answer', async () => {
    const answer = await host.answer(await host.challenge());
    const path = `/Administration/code-integrity-policies/${await idOf('code-integrity-policies')}`;
    await hgs.admin('PATCH', path, { enabled: false });
    expect((await host.send(answer)).kind).toBe('PolicyEvaluationErrorReply');
    expect(await failedChecks(hgs)).toEqual(['Hgs_CiPolicy']);
    await hgs.admin('PATCH', path, { enabled: true });
  });

  test('a policy that is switched on', async () => {
    const change = (enabled: boolean) =>
      hgs.admin('PATCH', '/Administration/policies/Hgs_BitLockerEnabled', { enabled });
    await change(true);
    await host.attest();
    expect(await failedChecks(hgs)).toEqual(['Hgs_BitLockerEnabled']);
    expect((await lastVerdict(hgs)).substatus).toEqual(['BitLocker']);
    await change(false);
  });

  test("the root of the TPM's maker", async () => {
    await hgs.admin('DELETE', `/Administration/tpm-roots/${await idOf('tpm-roots')}`);
    expect((await host.attest()).kind).toBe('UnauthorizedErrorReply');
    expect(await failedChecks(hgs)).toEqual(['endorsement-key-certificate']);
    await hgs.admin('POST', '/Administration/tpm-roots', root);
  });

  test('the TPM itself, between challenge and answer; approved again, it attests', async () => {
    const answer = await host.answer(await host.challenge());
    await hgs.admin('DELETE', `/Administration/tpm-hosts/${await idOf('tpm-hosts')}`);
    expect((await host.send(answer)).kind).toBe('UnauthorizedErrorReply');
    expect((await host.send({ challenge: null, blobs: host.offer })).kind).toBe(
      'UnauthorizedErrorReply',
    );
    expect((await approve(hgs, 'hv-0001')).status).toBe(201);
    const { body } = await hgs.reader('/Administration/feed?limit=1000');
    const kinds = body.entries.map((entry: { kind: string }) => entry.kind);
    expect(kinds.slice(-4)).toEqual([
      'host-withdrawn',
      'host-waiting',
      'verdict',
      'host-authorized',
    ]);
  });
});

test('an approval of a log that was exchanged since is refused, and nothing of it is kept', async () => {
  await hgs.admin('DELETE', `/Administration/tpm-hosts/${await idOf('tpm-hosts')}`);
  await host.send({ challenge: null, blobs: host.offer });
  const { body } = await hgs.admin('GET', '/Administration/waiting-hosts');
  const [seen] = body.items;
  const exchanged = host.offer.eventLog?.slice(0, -1) ?? new Uint8Array();
  await host.send({ challenge: null, blobs: { ...host.offer, eventLog: exchanged } });
  const refused = await hgs.admin('POST', `/Administration/waiting-hosts/${seen.id}/approve`, {
    name: 'hv-0001',
    addBaseline: 'exchanged',
    addCodeIntegrityPolicy: null,
    eventLog: seen.log.eventLog,
  });
  expect(refused.body.code).toBe('conflict');
  expect((await hgs.admin('GET', '/Administration/baselines')).body.total).toBe(1);
  expect((await hgs.admin('GET', '/Administration/tpm-hosts')).body.total).toBe(0);
  await host.send({ challenge: null, blobs: host.offer });
  await approve(hgs, 'hv-0001');
});

test('a host that asks while it is approved does not wait afterwards', async () => {
  for (let round = 0; round < 5; round++) {
    await hgs.admin('DELETE', `/Administration/tpm-hosts/${await idOf('tpm-hosts')}`);
    await host.send({ challenge: null, blobs: host.offer });
    const asking = Array.from({ length: 8 }, () =>
      host.send({ challenge: null, blobs: host.offer }),
    );
    expect((await approve(hgs, 'hv-0001')).status).toBe(201);
    await Promise.all(asking);
    expect((await hgs.admin('GET', '/Administration/waiting-hosts')).body.total).toBe(0);
  }
});

describe('challenges and evidence', () => {
  test('no two challenges have anything in common', async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) {
      const { challenge, blobs } = await host.challenge();
      for (const part of [
        challenge,
        blobs.nonce,
        blobs.credentialIdObject,
        blobs.credentialEncryptedSecret,
      ])
        seen.add(toHex(required(part)));
    }
    expect(seen.size).toBe(400);
  });

  test('a challenge of one replica is answered at another, once', async () => {
    await using replica = await hgs.replica();
    const answer = await host.answer(await host.challenge());
    const text = encodeRequest({
      kind: 'AttestationRequest',
      requestedContent: both,
      providedContent: {
        endorsementKeyCertificate: host.tpm.ekCertificate,
        rtpmContext: encodeContext(answer),
      },
      sessionId,
    });
    const response = await fetch(`${replica.url}/Attestation/v2.0/attest`, {
      method: 'POST',
      body: text,
    });
    expect(readReply(await response.text()).kind).toBe('HealthCertificateReply');
    expect((await host.send(answer)).kind).toBe('RtpmErrorReply');
  });

  test('one log is kept, however often it is sent, and can be read', async () => {
    const digest = toHex(hash('sha256', host.tpm.eventLog));
    const logs = (await hgs.database.db.select().from(hgsSchema.eventLogs)).filter(
      (log) => log.digest === digest,
    );
    expect(logs).toHaveLength(1);
    const { body } = await hgs.admin('GET', `/Administration/event-logs/${logs[0]?.digest}`);
    expect(body.format).toBe('crypto-agile');
    expect(body.pcrs.sha256['7']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('used and expired challenges leave nothing behind', async () => {
    hgs.advance(3 * 60_000);
    await host.attest();
    expect(await hgs.database.db.$count(hgsSchema.challenges)).toBe(0);
  });
});
