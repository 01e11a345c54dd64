import { ByteWriter, concat, encode, toBase64 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  createTpmManufacturer,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import { type EventToWrite, encodeEventLog, eventType } from '@gatehouse/measured-boot';
import {
  basicConstraints,
  certificateSignerOf,
  createSelfSigned,
  createSigningKey,
  extendedKeyUsage,
  extensionsOf,
  type Issuer,
  issueEkCertificate,
  keyUsage,
  parseCertificate,
  signCertificate,
  nameOf as subjectOf,
} from '@gatehouse/pki';
import {
  type Authorized,
  akTemplate,
  createTpmClient,
  ekTemplate,
  type LoadedObject,
  objectAttribute,
  publicKeySpki,
  type TpmClient,
  type TpmtPublic,
  tpmtPublic,
} from '@gatehouse/tpm';
import { createSimulatedTpm } from '@gatehouse/tpm-simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import {
  approve,
  failedChecks,
  lastVerdict,
  required,
  sendAttestation,
} from '../testing/test-host.ts';

/**
 * Whoever owns a host owns its software and speaks to its TPM: each test is such a person with a TPM
 * that executes real commands, at an HGS that listens on a socket.
 */
const banks = ['sha1', 'sha256'] as const;
const manufacturer = createTpmManufacturer('attacks');
const identityKey = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };
const serialNumber = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

let hgs: TestHgs;
beforeAll(async () => {
  hgs = await startTestHgs();
  const content = toBase64(manufacturer.rootCertificate);
  await hgs.admin('POST', '/Administration/tpm-roots', { content });
});
afterAll(() => hgs[Symbol.asyncDispose]());

const digested = (event: EventToWrite): EventToWrite => ({
  ...event,
  digests: Object.fromEntries(banks.map((bank) => [bank, hash(bank, event.data)])),
  ...(event.digests && { digests: event.digests }),
});
const healthyBoot: readonly EventToWrite[] = measurementsOf({
  host: hostIdentity('attacks', 1),
  configuration: secureConfiguration,
  policy: {
    name: 'SiPolicy.p7b',
    version: '10.0.0.0',
    digestAlgorithm: 'sha256',
    digest: new Uint8Array(32).fill(5),
  },
  vsmKeys: { encryption: identityKey, signing: identityKey },
  bootCount: 1,
  ofThisBoot: (_purpose, length) => new Uint8Array(length),
}).map(digested);

/** A log in which an event has the digests of those banks alone that it was measured into. */
const logOf = (events: readonly EventToWrite[]): Uint8Array =>
  concat(encodeEventLog({ banks, events: [] }), ...events.map(writtenEvent));

const algorithmId = { sha1: 0x0004, sha256: 0x000b } as const;

function writtenEvent({ pcr, type, data, digests = {} }: EventToWrite): Uint8Array {
  const writer = new ByteWriter('little').u32(pcr).u32(type).u32(Object.keys(digests).length);
  for (const bank of banks) {
    const digest = digests[bank];
    if (digest !== undefined) writer.u16(algorithmId[bank]).bytes(digest);
  }
  return writer.u32(data.length).bytes(data).finish();
}

interface Machine {
  readonly client: TpmClient;
  readonly ek: LoadedObject;
  readonly ak: LoadedObject;
  readonly ekCertificate: Uint8Array;
}

interface Build {
  readonly ek?: keyof typeof ekTemplate;
  readonly ak?: TpmtPublic;
  readonly measured?: readonly EventToWrite[];
}

async function measure(client: TpmClient, events: readonly EventToWrite[]): Promise<void> {
  for (const { pcr, type, digests } of events) {
    const extended = banks.flatMap((bank) => {
      const digest = digests?.[bank];
      return digest === undefined ? [] : [{ hash: bank, digest }];
    });
    if (type !== eventType.EV_NO_ACTION && extended.length > 0)
      await client.pcrExtend(pcr, extended);
  }
}

/** The EK of a low-range template needs its policy for every use; the others take the empty password. */
async function ekOf(client: TpmClient, ek: LoadedObject): Promise<Authorized> {
  if (ek.public.nameAlg !== 'sha256') return ek.handle;
  const policySession = await client.startPolicySession();
  await client.policySecretEndorsement(policySession);
  return { handle: ek.handle, policySession };
}

async function machine(seed: number, build: Build = {}): Promise<Machine> {
  const tpm = createSimulatedTpm({ seed: hash('sha256', Uint8Array.of(seed)) });
  const client = createTpmClient(tpm.transport);
  await client.startup('clear');
  await measure(client, build.measured ?? healthyBoot);
  const ek = await client.createPrimary('endorsement', ekTemplate[build.ek ?? 'eccP256']);
  const created = await client.create(await ekOf(client, ek), build.ak ?? akTemplate.eccP256);
  const ak = await client.load(await ekOf(client, ek), created);
  const ekCertificate = manufacturer.certify(publicKeySpki(ek.public), `${seed}`);
  return { client, ek, ak, ekCertificate };
}

/** A whole attestation, in which each part may come from elsewhere. */
async function attest(
  { client, ek, ak, ekCertificate }: Machine,
  changes: {
    readonly name: string;
    readonly eventLog?: Uint8Array;
    readonly ekCertificate?: Uint8Array;
    /** What is quoted in place of the bank that was asked for. */
    readonly bank?: (typeof banks)[number];
  },
) {
  const { name, eventLog = logOf(healthyBoot) } = changes;
  const presented = changes.ekCertificate ?? ekCertificate;
  const offer = { hostName: name, akPublic: encode(tpmtPublic, ak.public), eventLog };
  const challenged = await sendAttestation(hgs, presented, { challenge: null, blobs: offer });
  if (!('challenge' in challenged)) return challenged;
  const { blobs, challenge } = challenged;
  const activatedSecret = await client.activateCredential(
    ak.handle,
    await ekOf(client, ek),
    required(blobs.credentialIdObject),
    required(blobs.credentialEncryptedSecret),
  );
  const asked = required(blobs.pcrSelection);
  const selection = { ...asked, hash: changes.bank ?? asked.hash };
  const quote = await client.quote(ak.handle, required(blobs.nonce), selection);
  return sendAttestation(hgs, presented, {
    challenge,
    blobs: {
      ...offer,
      activatedSecret,
      quoteAttest: quote.attest,
      quoteSignature: quote.signature,
    },
  });
}

/** Has a machine approved as it presents itself. */
async function approved(name: string, built: Machine): Promise<Machine> {
  await attest(built, { name });
  const { body } = await hgs.admin('GET', '/Administration/baselines');
  expect((await approve(hgs, name, body.total === 0)).status).toBe(201);
  return built;
}
const passed = { kind: 'HealthCertificateReply' };

describe('TPMs of every make attest', () => {
  const rsa = akTemplate.rsa2048;
  test.each<[string, number, Build]>([
    ['P-256 below P-256', 1, {}],
    ['RSASSA below RSA-2048', 2, { ek: 'rsa2048', ak: rsa }],
    [
      'RSAPSS below RSA-2048',
      3,
      { ek: 'rsa2048', ak: { ...rsa, scheme: { scheme: 'rsapss', hash: 'sha256' } } },
    ],
    ['P-256 below P-384', 4, { ek: 'eccP384' }],
    ['RSAPSS below P-256', 5, { ak: { ...rsa, scheme: { scheme: 'rsapss', hash: 'sha256' } } }],
  ])('%s', async (name, seed, build) => {
    const tpm = await approved(name, await machine(seed, build));
    expect(await attest(tpm, { name })).toMatchObject(passed);
    expect(await lastVerdict(hgs)).toMatchObject({ status: 'Passed', endorsement: 'certified' });
  });
});

describe('an attestation key that may sign what no TPM made is refused', () => {
  const without = (...names: (keyof typeof objectAttribute)[]): TpmtPublic => ({
    ...akTemplate.eccP256,
    objectAttributes: names.reduce(
      (attributes, name) => attributes & ~objectAttribute[name],
      akTemplate.eccP256.objectAttributes,
    ),
  });
  test.each<[string, number, TpmtPublic, string[]]>([
    ['because it is not restricted', 11, without('restricted'), ['ak-restricted']],
    [
      'because it may leave its TPM',
      12,
      without('fixedTpm', 'fixedParent'),
      ['ak-fixed-tpm', 'ak-fixed-parent'],
    ],
  ])('%s', async (name, seed, ak, checks) => {
    const tpm = await approved(name, await machine(seed, { ak }));
    expect(await attest(tpm, { name })).toMatchObject({ kind: 'RtpmErrorReply' });
    expect(await failedChecks(hgs)).toEqual(checks);
    expect((await lastVerdict(hgs)).explanation.cause).toBe('attestation-key-unsuitable');
  });
});

describe('a certificate that does not vouch for the endorsement key is refused', () => {
  const validity = { notBefore: new Date('2024-01-01'), notAfter: new Date('2049-01-01') };
  const maker = createSigningKey();
  const root: Issuer = {
    key: maker,
    certificate: createSelfSigned({
      commonName: 'Maker',
      key: maker,
      validity,
      serialNumber,
      use: 'ca',
    }),
  };
  /** Somebody else with the maker's name. */
  const fakeKey = createSigningKey();
  const fake: Issuer = {
    key: fakeKey,
    certificate: createSelfSigned({
      commonName: 'Maker',
      key: fakeKey,
      validity,
      serialNumber,
      use: 'ca',
    }),
  };
  const tpm = { manufacturer: 'id:1', model: 'm', version: 'id:2' };
  const ekBy = (issuer: Issuer, publicKey: Uint8Array, valid = validity) =>
    issueEkCertificate({ issuer, publicKey, validity: valid, serialNumber, tpm });
  const forUse = (publicKey: Uint8Array, use: string) =>
    signCertificate(
      {
        serialNumber,
        issuerName: parseCertificate(root.certificate).subjectName,
        subjectName: subjectOf('hv'),
        validity,
        publicKey,
        extensions: extensionsOf(
          basicConstraints(false),
          keyUsage('keyAgreement'),
          extendedKeyUsage(use),
        ),
      },
      certificateSignerOf(root.key),
    );
  let host: Machine;
  beforeAll(async () => {
    await hgs.admin('POST', '/Administration/tpm-roots', { content: toBase64(root.certificate) });
    const built = await machine(21);
    const ekCertificate = ekBy(root, publicKeySpki(built.ek.public));
    host = await approved('certified', { ...built, ekCertificate });
    expect(await attest(host, { name: 'certified' })).toMatchObject(passed);
  });

  test.each<[string, (publicKey: Uint8Array) => Uint8Array]>([
    ['by a root that only looks like the trusted one', (key) => ekBy(fake, key)],
    ['expired', (key) => ekBy(root, key, { ...validity, notAfter: new Date('2025-01-01') })],
    ['of an attestation key', (key) => forUse(key, '2.23.133.8.3')],
    ['of a web server', (key) => forUse(key, '1.3.6.1.5.5.7.3.1')],
    [
      'signed by itself',
      (key) =>
        createSelfSigned({
          commonName: 'Maker',
          key: { ...createSigningKey(), publicKey: key },
          validity,
          serialNumber,
          use: 'ca',
        }),
    ],
  ])('%s', async (_, forge) => {
    const ekCertificate = forge(publicKeySpki(host.ek.public));
    const reply = await attest(host, { name: 'certified', ekCertificate });
    expect(reply).toMatchObject({ kind: 'UnauthorizedErrorReply' });
    expect(await failedChecks(hgs)).toEqual(['endorsement-key-certificate']);
    expect(await lastVerdict(hgs)).toMatchObject({
      status: 'UnauthorizedHost',
      substatus: ['AuthenticationFailure'],
      endorsement: null,
      validUntil: null,
    });
  });

  test('and with its own again it passes', async () => {
    expect(await attest(host, { name: 'certified' })).toMatchObject(passed);
  });
});

/**
 * Windows measures into one bank and closes the other: it extends zeros into PCR 0 to 10, 12 and 13 of it
 * once, so that nobody can bring these to wanted values later. Here it took SHA-1, and the owner of the
 * host extends what a healthy Windows would have measured into SHA-256 himself.
 */
describe('a bank that Windows closed proves nothing', () => {
  const isFirmware = ({ pcr }: EventToWrite): boolean => pcr < 11;
  const firmware = healthyBoot.filter(isFirmware);
  const windows = healthyBoot.filter((event) => !isFirmware(event));
  const tampered = windows.map(
    (event): EventToWrite => ({
      ...event,
      digests: { sha1: hash('sha1', Uint8Array.of(event.pcr)) },
    }),
  );
  const caps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13].map(
    (pcr): EventToWrite => ({
      pcr,
      type: eventType.EV_EVENT_TAG,
      data: new Uint8Array(),
      digests: { sha256: new Uint8Array(32) },
    }),
  );
  const forged = windows.map(
    (event): EventToWrite => ({ ...event, digests: { sha256: hash('sha256', event.data) } }),
  );
  const measured = [...firmware, ...caps, ...tampered, ...forged];
  let host: Machine;
  beforeAll(async () => {
    host = await approved('capped', await machine(31, { measured }));
  });

  test.each<[string, readonly EventToWrite[], string, string]>([
    ['in the log that Windows wrote', [...firmware, ...tampered], 'event-log-replay', 'other-bank'],
    [
      'without the zeros that closed it',
      [...firmware, ...forged],
      'event-log-replay',
      expect.any(String),
    ],
    [
      'with the zeros as events',
      [...firmware, ...caps, ...tampered, ...forged],
      'event-log-accounted',
      expect.any(String),
    ],
    [
      'with the zeros as information',
      [
        ...firmware,
        ...caps.map((event) => ({ ...event, type: eventType.EV_NO_ACTION })),
        ...forged,
      ],
      'event-log-replay',
      expect.any(String),
    ],
  ])('%s', async (_, events, check, cause) => {
    const reply = await attest(host, { name: 'capped', eventLog: logOf(events) });
    expect(reply).toMatchObject({ kind: 'TcgLogValidationErrorReply' });
    expect(await failedChecks(hgs)).toEqual([check]);
    expect((await lastVerdict(hgs)).explanation.cause).toEqual(cause);
  });

  test('and a quote over the bank that it used is not what was asked for', async () => {
    const eventLog = logOf([...firmware, ...tampered]);
    const reply = await attest(host, { name: 'capped', eventLog, bank: 'sha1' });
    expect(reply).toMatchObject({ kind: 'RtpmErrorReply' });
    expect(await failedChecks(hgs)).toEqual(['quote-selection']);
  });
});
