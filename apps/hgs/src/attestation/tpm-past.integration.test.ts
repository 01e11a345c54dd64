import { toBase64 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  bootTpm,
  createTpmManufacturer,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import { akTemplate, type CreatedObject, createTpmClient, publicKeySpki } from '@gatehouse/tpm';
import { createSimulatedTpm } from '@gatehouse/tpm-simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import {
  approve,
  createTestHost,
  failedChecks,
  lastVerdict,
  required,
  type TestHost,
} from '../testing/test-host.ts';

const manufacturer = createTpmManufacturer('the past');
const identityKey = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };
const otherKey = { ...identityKey, modulus: new Uint8Array(256).fill(0xd1) };

let hgs: TestHgs;
beforeAll(async () => {
  hgs = await startTestHgs();
  const content = toBase64(manufacturer.rootCertificate);
  await hgs.admin('POST', '/Administration/tpm-roots', { content });
});
afterAll(() => hgs[Symbol.asyncDispose]());

interface Start {
  /** What the TPM kept of its former starts; without it, it is as its manufacturer made it. */
  readonly state?: Uint8Array;
  readonly name?: string;
  readonly vsmKey?: typeof identityKey;
  /** The attestation key of a former start; without it, a new one. */
  readonly ak?: CreatedObject;
  /** Milliseconds that the power is on already. */
  readonly poweredFor?: number;
}

/** Starts TPM `number` from any state that it ever had, as whoever owns the chip or a copy of it can. */
async function start(number: number, options: Start = {}) {
  const { state, name = `hv-${number}`, vsmKey = identityKey, poweredFor = 0 } = options;
  const seed = hash('sha256', Uint8Array.of(number));
  let offset = -poweredFor;
  const tpm = createSimulatedTpm({
    seed,
    now: () => performance.now() + offset,
    ...(state && { state }),
  });
  const client = createTpmClient(tpm.transport);
  const { keys, eventLog } = await bootTpm(client, boot(vsmKey));
  offset = 0;
  await client.flush(keys.ak.handle);
  const below = async () => {
    const policySession = await client.startPolicySession();
    await client.policySecretEndorsement(policySession);
    return { handle: keys.ek.handle, policySession };
  };
  const ak = options.ak ?? (await client.create(await below(), akTemplate.eccP256));
  const host = createTestHost(
    hgs,
    {
      client,
      eventLog,
      keys: { ek: keys.ek, ak: await client.load(await below(), ak) },
      ekCertificate: manufacturer.certify(publicKeySpki(keys.ek.public), `${number}`),
    },
    name,
  );
  return { host, ak, state: () => tpm.saveState() };
}

const boot = (vsmKey: typeof identityKey) =>
  measurementsOf({
    host: hostIdentity('the past', 1),
    configuration: secureConfiguration,
    policy: {
      name: 'SiPolicy.p7b',
      version: '10.0.0.0',
      digestAlgorithm: 'sha256',
      digest: new Uint8Array(32).fill(5),
    },
    vsmKeys: { encryption: vsmKey, signing: vsmKey },
    bootCount: 1,
    ofThisBoot: (_purpose, length) => new Uint8Array(length),
  });

async function authorize(host: TestHost, name: string): Promise<void> {
  await host.send({ challenge: null, blobs: host.offer });
  const { body } = await hgs.admin('GET', '/Administration/baselines');
  expect((await approve(hgs, name, body.total === 0)).status).toBe(201);
}

const rowOf = async (name: string) =>
  (await hgs.admin('GET', '/Administration/tpm-hosts')).body.items.find(
    (item: { name: string }) => item.name === name,
  );
const passes = async (host: TestHost) => {
  expect((await host.attest()).kind).toBe('HealthCertificateReply');
  expect(await lastVerdict(hgs)).toMatchObject({ status: 'Passed' });
};
/** The host is refused by one check, for one cause, and its TPM is suspected from then on. */
const contradicts = async (host: TestHost, name: string, check: string, cause: string) => {
  expect((await host.attest()).kind).toBe('RtpmErrorReply');
  expect(await failedChecks(hgs)).toEqual([check]);
  expect(await lastVerdict(hgs)).toMatchObject({
    status: 'TpmError',
    explanation: { cause, who: 'HGS administrator' },
    alarm: { cause },
    validUntil: null,
  });
  expect((await rowOf(name)).alarm).toMatchObject({ explanation: { cause } });
};

describe('a TPM that goes on', () => {
  test('attests again and again, over restarts with the same key and with new ones', async () => {
    const first = await start(1);
    await authorize(first.host, 'hv-1');
    await passes(first.host);
    await passes(first.host);
    const second = await start(1, { state: first.state(), ak: first.ak });
    await passes(second.host);
    await passes((await start(1, { state: second.state() })).host);
    expect((await rowOf('hv-1')).alarm).toBeNull();
  });

  test('may have answers under way that come in another order than they were made', async () => {
    const { host } = await start(2);
    await authorize(host, 'hv-2');
    await passes(host);
    const [earlier, later] = [await host.challenge(), await host.challenge()];
    const answers = [await host.answer(earlier), await host.answer(later)] as const;
    expect((await host.send(answers[1])).kind).toBe('HealthCertificateReply');
    expect((await host.send(answers[0])).kind).toBe('HealthCertificateReply');
    const many = await Promise.all(Array.from({ length: 6 }, () => host.challenge()));
    const replies = await Promise.all(
      many.toReversed().map(async (challenge) => host.send(await host.answer(challenge))),
    );
    expect(new Set(replies.map(({ kind }) => kind))).toEqual(new Set(['HealthCertificateReply']));
    expect((await rowOf('hv-2')).alarm).toBeNull();
  });
});

describe('a TPM whose state was kept and brought back', () => {
  test('is refused with its old key and with a new one, until an administrator accepts it', async () => {
    const first = await start(3, { poweredFor: 5000 });
    const kept = first.state();
    await authorize(first.host, 'hv-3');
    const second = await start(3, { state: kept, ak: first.ak, poweredFor: 60_000 });
    await passes(second.host);

    const back = await start(3, { state: kept, ak: first.ak });
    await contradicts(back.host, 'hv-3', 'tpm-counters', 'tpm-went-back');
    const { alarm } = await rowOf('hv-3');
    const renewed = await start(3, { state: kept });
    expect((await renewed.host.attest()).kind).toBe('RtpmErrorReply');
    expect((await rowOf('hv-3')).alarm).toEqual(alarm);

    // The one that goes on is not refused, and says with each verdict that its TPM is suspected.
    await passes(second.host);
    expect(await lastVerdict(hgs)).toMatchObject({ alarm: { cause: 'tpm-went-back' } });

    const { body } = await hgs.admin('GET', '/Administration/audit?filter=tpm-alarm');
    expect(body.items).toMatchObject([
      { actor: 'HGS', action: 'tpm-alarm.tpm-went-back', object: 'hv-3', outcome: 'refused' },
    ]);

    const { id } = await rowOf('hv-3');
    const accepted = await hgs.admin('POST', `/Administration/tpm-hosts/${id}/accept`);
    expect(accepted).toMatchObject({ status: 200, body: { name: 'hv-3', alarm: null } });
    await passes(back.host);
    expect((await lastVerdict(hgs)).alarm).toBeNull();
  });

  test('is told from one that was cleared: it has another key, and counts from the start', async () => {
    const first = await start(4, { poweredFor: 60_000 });
    await authorize(first.host, 'hv-4');
    await passes(first.host);
    const cleared = await start(4);
    await contradicts(cleared.host, 'hv-4', 'tpm-counters', 'tpm-cleared');
  });

  test('starts anew when it is withdrawn and approved again', async () => {
    const { id } = await rowOf('hv-4');
    expect((await hgs.admin('DELETE', `/Administration/tpm-hosts/${id}`)).status).toBe(204);
    const again = await start(4);
    await authorize(again.host, 'hv-4');
    await passes(again.host);
  });
});

describe('a TPM in two places', () => {
  test('measured two identity keys in one start', async () => {
    const original = await start(5, { poweredFor: 1000 });
    await authorize(original.host, 'hv-5');
    await passes(original.host);
    const copy = await start(5, { ak: original.ak, poweredFor: 60_000, vsmKey: otherKey });
    await contradicts(copy.host, 'hv-5', 'tpm-one-place', 'tpm-in-two-places');
    // What it said is not remembered: the clock of the copy is ahead.
    await passes(original.host);
  });

  test('answers for two names in one start', async () => {
    const original = await start(6);
    await authorize(original.host, 'hv-6');
    await passes(original.host);
    const relayed = createTestHost(hgs, original.host.tpm, 'hv-66');
    await contradicts(relayed, 'hv-6', 'tpm-one-place', 'tpm-in-two-places');
    await passes(createTestHost(hgs, original.host.tpm, 'HV-6.fabric.test'));
  });
});

test('an alarm needs a proven quote: nobody else can raise one', async () => {
  const { host } = await start(7);
  await authorize(host, 'hv-7');
  await passes(host);
  const challenge = await host.challenge();
  const answer = await host.answer(challenge);
  const activatedSecret = new Uint8Array(32);
  const blobs = { ...answer.blobs, hostName: 'somebody', activatedSecret };
  expect((await host.send({ ...answer, blobs })).kind).toBe('RtpmErrorReply');
  expect(await failedChecks(hgs)).toEqual(['credential-activated']);
  expect((await rowOf('hv-7')).alarm).toBeNull();
  expect(required((await lastVerdict(hgs)).checks).length).toBeGreaterThan(5);
});
