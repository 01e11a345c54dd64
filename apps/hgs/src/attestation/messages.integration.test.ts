import { generateKeyPairSync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createHealthCertificateIssuer } from '@gatehouse/attestation/issue';
import { concat, encode, toBase64 } from '@gatehouse/bytes';
import { randomBytes } from '@gatehouse/bytes/crypto';
import { hgsRoutes } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import {
  encodeContext,
  encodeRequest,
  parseGuardianMetadata,
  readReply,
  readSigningCertificates,
} from '@gatehouse/hgs-protocol';
import { encodeEventLog } from '@gatehouse/measured-boot';
import {
  createSelfSigned,
  createSigningKey,
  issueCertificate,
  issueEkCertificate,
  parseCertificate,
  readSignedData,
} from '@gatehouse/pki';
import { ekTemplate, publicFromSpki, tpm2bPublic } from '@gatehouse/tpm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxWaitingHosts } from '../store/waiting-store.ts';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import { both, sessionId } from '../testing/test-host.ts';

let hgs: TestHgs;
beforeAll(async () => {
  hgs = await startTestHgs();
});
afterAll(() => hgs[Symbol.asyncDispose]());

const sequenceOf = (...contents: readonly number[]): Uint8Array =>
  Uint8Array.of(0x30, contents.length, ...contents);

const get = async (path: string): Promise<[number, string]> => {
  const response = await fetch(hgs.url + path);
  return [response.status, await response.text()];
};

const validity = { notBefore: new Date('2024-01-01'), notAfter: new Date('2049-01-01') };
const maker = createSigningKey();
const makerCertificate = createSelfSigned({
  commonName: 'maker',
  key: maker,
  validity,
  serialNumber: randomBytes(8),
  use: 'ca',
});
const newEkCertificate = (): Uint8Array =>
  issueEkCertificate({
    issuer: { certificate: makerCertificate, key: maker },
    publicKey: createSigningKey().publicKey,
    validity,
    serialNumber: randomBytes(8),
    tpm: { manufacturer: 'id:1', model: 'm', version: 'id:2' },
  });
const ekCertificate = newEkCertificate();

const requestOf = (more: Record<string, Uint8Array>): string =>
  encodeRequest({
    kind: 'AttestationRequest',
    requestedContent: both,
    providedContent: { endorsementKeyCertificate: ekCertificate, ...more },
    sessionId,
  });

describe('what anybody may ask', () => {
  test.each(['/Attestation/getinfo', '/Attestation/Getinfo', '/attestation/GETINFO'])(
    '%s tells mode and levels',
    async (path) => {
      const [status, text] = await get(path);
      expect(status).toBe(200);
      expect(readReply(text)).toEqual({
        kind: 'ServiceInfoReply',
        functionalLevel: 2,
        operationMode: 'tpm',
        supportedFunctionalLevels: [1, 2],
      });
    },
  );

  test('signingCertificates is a PKCS#7 as numbers without whitespace, with the signer', async () => {
    const [status, text] = await get('/Attestation/v2.0/signingCertificates');
    expect(status).toBe(200);
    expect(text).toMatch(/^\[\d+(,\d+)*\]$/);
    const { certificates } = readSignedData(readSigningCertificates(text));
    const summary = await hgs.reader('/Administration/summary');
    expect(certificates.map(({ thumbprint }) => thumbprint)).toEqual([
      summary.body.signer.thumbprint,
    ]);
  });

  test('guardian metadata is signed and names real certificates', async () => {
    const [status, text] = await get('/KeyProtection/service/metadata/2014-07/metadata.xml');
    expect(status).toBe(200);
    const metadata = parseGuardianMetadata(text);
    expect(metadata.certificateSignatures).toBe('valid');
    expect(parseCertificate(metadata.encryptionCertificate).subject).toContain('Encryption');
  });

  test.each(['v1.0/domainattest', 'v2.0/hostkeyattest', 'domainattest'])(
    '%s is of another mode',
    async (path) => {
      const { status, reply } = await hgs.post(`/Attestation/${path}`, '{}');
      expect(status).toBe(409);
      expect(reply).toEqual({
        kind: 'OperationModeErrorReply',
        retryable: true,
        expectedOperationMode: 'tpm',
      });
    },
  );
});

describe('a message that cannot be read is a payload error', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['an empty object', '{}'],
    ['deep nesting', '['.repeat(100_000)],
    [
      'a request without an endorsement key',
      encodeRequest({
        kind: 'AttestationRequest',
        requestedContent: both,
        providedContent: {},
        sessionId,
      }),
    ],
    [
      'an endorsement key that is none',
      encodeRequest({
        kind: 'AttestationRequest',
        requestedContent: both,
        providedContent: { endorsementKeyCertificate: Uint8Array.of(1, 2, 3) },
        sessionId,
      }),
    ],
    ['a context that is none', requestOf({ rtpmContext: Uint8Array.of(1) })],
    [
      'a context with trailing bytes',
      requestOf({
        rtpmContext: concat(encodeContext({ challenge: null, blobs: {} }), Uint8Array.of(0)),
      }),
    ],
    [
      'a kind that TPM mode does not certify here',
      encodeRequest({
        kind: 'AttestationRequest',
        requestedContent: ['caIntermediateCertificate'],
        providedContent: { endorsementKeyCertificate: ekCertificate },
        sessionId,
      }),
    ],
  ])('%s', async (_, text) => {
    const { status, reply } = await hgs.post('/Attestation/v2.0/attest', text);
    expect(status).toBe(400);
    expect(reply).toEqual({ kind: 'PayloadErrorReply', retryable: false });
  });

  test('more than a log may be long', async () => {
    const { status, reply } = await hgs.post(
      '/Attestation/v2.0/attest',
      'x'.repeat(9 * 1024 * 1024),
    );
    expect(status).toBe(413);
    expect(reply.kind).toBe('PayloadErrorReply');
  });

  test('random contexts of an unauthorised TPM never get another answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (rtpmContext) => {
        const { reply } = await hgs.post('/Attestation/v2.0/attest', requestOf({ rtpmContext }));
        expect(['PayloadErrorReply', 'UnauthorizedErrorReply']).toContain(reply.kind);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a health certificate that a host presents', () => {
  const foreignKey = createSigningKey();
  const issue = (at: Date) =>
    createHealthCertificateIssuer({
      certificate: createSelfSigned({
        commonName: 'Gatehouse HGS Attestation Signer',
        key: foreignKey,
        validity,
        serialNumber: randomBytes(8),
        use: 'signer',
      }),
      key: foreignKey,
      randomBytes,
    }).issue({
      key: { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) },
      use: 'encryption',
      hostName: 'hv-0001',
      at,
    }).certificate;

  test.each([
    ['of a foreign signer', () => issue(new Date())],
    ['that has expired', () => issue(new Date('2026-01-01'))],
    ['that is none', () => Uint8Array.of(1, 2, 3)],
  ])('%s is refused', async (_, certificate) => {
    const text = requestOf({ healthCertificate: certificate() });
    const { status, reply } = await hgs.post('/Attestation/v2.0/attest', text);
    expect(status).toBe(403);
    expect(reply.kind).toBe('UnauthorizedErrorReply');
  });
});

describe('secrets and floods', () => {
  test('the key file is its owner’s alone, and private keys are sealed in the database', async () => {
    const file = await stat(join(hgs.dataDir, 'hgs', 'key'));
    expect(file.mode & 0o777).toBe(0o600);
    const rows = await hgs.database.db.select().from(hgsSchema.serviceKeys);
    expect(rows.map(({ purpose }) => purpose).sort()).toEqual([
      'attestation-signer',
      'guardian-communications',
      'guardian-encryption',
      'guardian-signing',
    ]);
    for (const { sealedKey } of rows) expect(sealedKey[0]).toBeDefined();
    for (const { sealedKey } of rows)
      expect(Buffer.from(sealedKey).includes(Buffer.from('2a8648ce3d0201', 'hex'))).toBe(false);
  });

  test('waiting hosts are bounded: the one that was silent longest goes', async () => {
    const { db } = hgs.database;
    await db.delete(hgsSchema.waitingHosts);
    const long = new Date('2026-01-01');
    const filler = Array.from({ length: maxWaitingHosts }, (_, i) => ({
      ekHash: i.toString(16).padStart(64, '0'),
      ekPublic: Uint8Array.of(1),
      ekCertificate,
      claimedName: `filler-${i}`,
      firstSeenAt: long,
      lastSeenAt: new Date(long.getTime() + i * 1000),
      lastVerdictAt: long,
    }));
    await db.insert(hgsSchema.waitingHosts).values(filler);
    const text = encodeRequest({
      kind: 'AttestationRequest',
      requestedContent: both,
      providedContent: { endorsementKeyCertificate: newEkCertificate() },
      sessionId,
    });
    await hgs.post('/Attestation/v2.0/attest', text);
    expect(await db.$count(hgsSchema.waitingHosts)).toBe(maxWaitingHosts);
    const names = (await db.select().from(hgsSchema.waitingHosts)).map((row) => row.claimedName);
    expect(names).not.toContain('filler-0');
    expect(names).toContain('filler-1');
    await db.delete(hgsSchema.waitingHosts);
  });

  test('an address that asks too often is told to come back', async () => {
    await using limited = await startTestHgs({ requestsPerMinute: 3 });
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await limited.post('/Attestation/v2.0/attest', '{}'));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 429, 429]);
    expect(answers[4]?.reply).toEqual({ kind: 'UnavailableErrorReply', retryable: true });
  });
});

describe('the administration', () => {
  test('is closed to strangers, and a reader can change nothing', async () => {
    expect((await get('/Administration/waiting-hosts'))[0]).toBe(401);
    expect((await hgs.reader('/Administration/tpm-hosts')).status).toBe(200);
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await hgs.reader(`/Administration/tpm-hosts/${id}`, 'DELETE')).status).toBe(403);
  });

  test('locked policies stay, others change and tell the feed', async () => {
    const change = (name: string, enabled: boolean) =>
      hgs.admin('PATCH', `/Administration/policies/${name}`, { enabled });
    expect((await change('Hgs_SecureBootEnabled', false)).body.code).toBe('conflict');
    expect((await change('Hgs_Nothing', false)).status).toBe(404);
    expect((await change('Hgs_IommuEnabled', false)).body.state).toBe('Disabled');
    const { body } = await hgs.admin('GET', '/Administration/policies');
    expect(body.total).toBe(14);
    expect(
      body.items.find((item: { name: string }) => item.name === 'Hgs_IommuEnabled').state,
    ).toBe('Disabled');
    const { body: feed } = await hgs.reader('/Administration/feed');
    expect(feed.entries.at(-1)).toMatchObject({
      kind: 'trust-changed',
      what: 'policy Hgs_IommuEnabled disabled',
    });
    const { body: audit } = await hgs.admin('GET', '/Administration/audit?limit=1');
    expect(audit.items[0]).toMatchObject({
      actor: 'admin',
      object: 'Hgs_IommuEnabled',
      outcome: 'done',
    });
  });

  test('TPM hosts are added by certificate, need a trusted root or force, and are unique', async () => {
    const add = (body: object) => hgs.admin('POST', '/Administration/tpm-hosts', body);
    const certificate = toBase64(newEkCertificate());
    expect((await add({ name: 'a', ekCertificate: certificate })).body.code).toBe('conflict');
    const forced = await add({ name: 'a', ekCertificate: certificate, force: true });
    expect(forced.status).toBe(201);
    expect((await add({ name: 'b', ekCertificate: certificate, force: true })).status).toBe(409);
    expect((await add({ name: 'c' })).status).toBe(400);
    expect((await add({ name: 'c', ekPublic: 'AAEC' })).body.code).toBe('malformed-file');
    expect((await hgs.admin('DELETE', `/Administration/tpm-hosts/${forced.body.id}`)).status).toBe(
      204,
    );
    const { body: feed } = await hgs.reader('/Administration/feed');
    const kinds = feed.entries.map((entry: { kind: string }) => entry.kind);
    expect(kinds.slice(-2)).toEqual(['host-authorized', 'host-withdrawn']);
  });

  test.each([
    ['P-384', 'eccP384', 'ec', { namedCurve: 'P-384' }],
    ['P-521', 'eccP521', 'ec', { namedCurve: 'P-521' }],
    ['RSA-3072', 'rsa3072', 'rsa', { modulusLength: 3072 }],
    ['RSA-4096', 'rsa4096', 'rsa', { modulusLength: 4096 }],
  ] as const)(
    'an endorsement key of %s is added by its public area or by its certificate',
    async (name, template, type, options) => {
      const { publicKey } =
        type === 'ec' ? generateKeyPairSync(type, options) : generateKeyPairSync(type, options);
      const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
      const key = publicFromSpki(spki);
      const area = ekTemplate[template];
      const ek =
        key.type === 'ecc' && area.type === 'ecc'
          ? { ...area, x: key.x, y: key.y }
          : key.type === 'rsa' && area.type === 'rsa'
            ? { ...area, n: key.n }
            : area;
      const add = (body: object) =>
        hgs.admin('POST', '/Administration/tpm-hosts', {
          name: `${name} host`,
          force: true,
          ...body,
        });
      const byArea = await add({ ekPublic: toBase64(encode(tpm2bPublic, ek)) });
      expect(byArea).toMatchObject({
        status: 201,
        body: { endorsement: 'forced', certificatePath: { outcome: 'absent' } },
      });
      await hgs.admin('DELETE', `/Administration/tpm-hosts/${byArea.body.id}`);
      const certificate = issueEkCertificate({
        issuer: { certificate: makerCertificate, key: maker },
        publicKey: spki,
        validity,
        serialNumber: randomBytes(8),
        tpm: { manufacturer: 'id:1', model: 'm', version: 'id:2' },
      });
      const byCertificate = await add({ ekCertificate: toBase64(certificate) });
      expect(byArea.body.ekHash).toMatch(/^[0-9a-f]{64}$/);
      expect(byCertificate.body.ekHash).toBe(byArea.body.ekHash);
    },
  );

  test('a platform certificate is told from an EK certificate', async () => {
    const holder = sequenceOf(0xa0, 0x00);
    const attributeCertificate = sequenceOf(
      0x30,
      3 + holder.length,
      0x02,
      0x01,
      0x01,
      ...holder,
      0x30,
      0x00,
      0x03,
      0x01,
      0x00,
    );
    const { body } = await hgs.admin('POST', '/Administration/tpm-hosts', {
      name: 'platform',
      ekCertificate: toBase64(attributeCertificate),
      force: true,
    });
    expect(body).toMatchObject({ code: 'malformed-file' });
    expect(body.detail).toContain('platform certificate');
  });

  test('a dump encryption key is taken by its hash or from a log, once, and counts at once', async () => {
    const path = '/Administration/dump-keys';
    const publicKeyHash = 'ab'.repeat(32);
    expect((await hgs.admin('POST', path, { name: 'none' })).body.code).toBe('invalid-request');
    const noKey = toBase64(encodeEventLog({ banks: ['sha256'], events: [] }));
    const without = await hgs.admin('POST', path, { name: 'without', log: noKey });
    expect(without.body.code).toBe('malformed-file');
    const added = await hgs.admin('POST', path, { name: 'fabric', publicKeyHash });
    expect(added).toMatchObject({ status: 201, body: { digest: publicKeyHash, addedBy: 'admin' } });
    expect((await hgs.admin('POST', path, { name: 'again', publicKeyHash })).status).toBe(409);
    expect((await hgs.reader(path)).body.total).toBe(1);
    expect((await hgs.admin('DELETE', `${path}/${added.body.id}`)).status).toBe(204);
  });

  test('a TPM root has to be a CA', async () => {
    const add = (der: Uint8Array) =>
      hgs.admin('POST', '/Administration/tpm-roots', { content: toBase64(der) });
    expect((await add(ekCertificate)).body.code).toBe('malformed-file');
    expect((await add(Uint8Array.of(1))).body.code).toBe('malformed-file');
    expect((await add(makerCertificate)).body.subject).toBe('CN=maker');
    expect((await add(makerCertificate)).body.code).toBe('conflict');
  });
});

describe('authorities of TPM manufacturers', () => {
  test('an intermediate leads to a root that is trusted, and proves nothing without it', async () => {
    const serialNumber = randomBytes(8);
    const rootKey = createSigningKey();
    const middleKey = createSigningKey();
    const root = createSelfSigned({
      commonName: 'far root',
      key: rootKey,
      validity,
      serialNumber,
      use: 'ca',
    });
    const middle = issueCertificate({
      issuer: { certificate: root, key: rootKey },
      commonName: 'far middle',
      publicKey: middleKey.publicKey,
      validity,
      serialNumber,
      use: 'ca',
    });
    const ek = issueEkCertificate({
      issuer: { certificate: middle, key: middleKey },
      publicKey: createSigningKey().publicKey,
      validity,
      serialNumber,
      tpm: { manufacturer: 'id:1', model: 'm', version: 'id:2' },
    });
    const addAuthority = async (der: Uint8Array) =>
      (await hgs.admin('POST', '/Administration/tpm-roots', { content: toBase64(der) })).body;
    const addHost = async () =>
      hgs.admin('POST', '/Administration/tpm-hosts', {
        name: 'far host',
        ekCertificate: toBase64(ek),
      });
    expect(await addAuthority(middle)).toMatchObject({
      kind: 'intermediate',
      certificatePath: { outcome: 'untrusted' },
    });
    expect((await addHost()).body.code).toBe('conflict');
    expect(await addAuthority(root)).toMatchObject({
      kind: 'root',
      certificatePath: { outcome: 'trusted' },
    });
    const { body } = await hgs.admin('GET', '/Administration/tpm-roots');
    const listed = body.items.find(
      ({ subject }: { subject: string }) => subject === 'CN=far middle',
    );
    expect(listed.certificatePath).toMatchObject({
      outcome: 'trusted',
      detail: 'Leads to CN=far root.',
    });
    expect((await addHost()).status).toBe(201);
  });
});

describe('the feed', () => {
  const setPolicy = (enabled: boolean) =>
    hgs.admin('PATCH', '/Administration/policies/Hgs_IommuEnabled', { enabled });

  test('wakes a waiting reader at once, on every replica', async () => {
    await using replica = await hgs.replica();
    const { body } = await hgs.reader('/Administration/feed?limit=1');
    const started = performance.now();
    const waiting = [hgs.url, replica.url].map(async (url) => {
      const response = await fetch(`${url}/Administration/feed?after=${body.last}&wait=20`, {
        headers: { authorization: 'Bearer reader-token-of-the-test' },
      });
      const page = hgsRoutes.getFeed.response.parse(await response.json());
      return { sequence: page.entries[0]?.sequence, after: performance.now() - started };
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await setPolicy(true);
    for (const { sequence, after } of await Promise.all(waiting)) {
      expect(sequence).toBe(body.last + 1);
      expect(after).toBeLessThan(5000);
    }
  });

  test('is numbered without gaps under many changes at once', async () => {
    const { body: before } = await hgs.reader('/Administration/feed?limit=1');
    await Promise.all(Array.from({ length: 20 }, (_, i) => setPolicy(i % 2 === 0)));
    const { body } = await hgs.reader(`/Administration/feed?after=${before.last}`);
    expect(body.entries.map((entry: { sequence: number }) => entry.sequence)).toEqual(
      Array.from({ length: 20 }, (_, i) => before.last + 1 + i),
    );
  });

  test('answers an empty page when nothing happens in time', async () => {
    const { body: before } = await hgs.reader('/Administration/feed?limit=1');
    const { body } = await hgs.reader(`/Administration/feed?after=${before.last}&wait=1`);
    expect(body).toMatchObject({ entries: [], last: before.last });
  });
});
