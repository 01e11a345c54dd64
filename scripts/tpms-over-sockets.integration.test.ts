import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import {
  akTemplate,
  createTpmClient,
  type EccPublic,
  ekTemplate,
  hasAttribute,
  type LoadedObject,
  makeCredential,
  objectAttribute,
  parseAttest,
  pcrDigest,
  type TpmClient,
  type TpmtPublic,
  verifyQuote,
} from '@gatehouse/tpm';
import { connectMssim, connectSwtpm, type OpenTransport } from '@gatehouse/tpm-transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSwtpm, makeSwtpm, type RunningTpm, startOurs, startSwtpm } from './tpm2-tools/tpms.ts';

const host = '127.0.0.1';
const nonce = fromHex('00112233445566778899aabbccddeeff');
const secret = fromHex('5ec2e7'.repeat(5));
let folder = '';

/** H-3 of the EK Credential Profile §B.4.5: P-384, usable with its (empty) authorization. */
const ekP384: EccPublic = {
  ...ekTemplate.eccP256,
  nameAlg: 'sha384',
  objectAttributes: ekTemplate.eccP256.objectAttributes | objectAttribute.userWithAuth,
  authPolicy: fromHex(
    'b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419cacb47ba09699646150f9fc000f3f80e12',
  ),
  symmetric: { algorithm: 'aes', keyBits: 256, mode: 'cfb' },
  curve: 'nistP384',
  x: new Uint8Array(),
  y: new Uint8Array(),
};
const eks: Readonly<Record<string, TpmtPublic>> = {
  'P-256': ekTemplate.eccP256,
  'RSA-2048': ekTemplate.rsa2048,
  'P-384': ekP384,
};

const ecdsa = (curve: EccPublic['curve'], hash: HashName): TpmtPublic => ({
  ...akTemplate.eccP256,
  curve,
  nameAlg: hash,
  scheme: { scheme: 'ecdsa', hash },
});
const rsa = (scheme: 'rsassa' | 'rsapss', hash: HashName): TpmtPublic => ({
  ...akTemplate.rsa2048,
  scheme: { scheme, hash },
});
const aks: Readonly<Record<string, TpmtPublic>> = {
  'ECDSA P-256 SHA-256': ecdsa('nistP256', 'sha256'),
  'ECDSA P-256 SHA-384': ecdsa('nistP256', 'sha384'),
  'ECDSA P-384 SHA-384': ecdsa('nistP384', 'sha384'),
  'RSASSA SHA-256': rsa('rsassa', 'sha256'),
  'RSASSA SHA-384': rsa('rsassa', 'sha384'),
  'RSAPSS SHA-256': rsa('rsapss', 'sha256'),
  'RSAPSS SHA-384': rsa('rsapss', 'sha384'),
};

interface Connected {
  readonly client: TpmClient;
  readonly transport: OpenTransport;
  readonly process: RunningTpm;
}

/** A key may be used with its authorization, or else with PolicySecret(endorsement). */
async function authorized(client: TpmClient, { handle, public: area }: LoadedObject) {
  if (hasAttribute(area.objectAttributes, 'userWithAuth')) return handle;
  const policySession = await client.startPolicySession();
  await client.policySecretEndorsement(policySession);
  return { handle, policySession };
}

async function withKeys<T>(
  client: TpmClient,
  [ekArea, akArea]: readonly [TpmtPublic, TpmtPublic],
  use: (ek: LoadedObject, ak: LoadedObject) => Promise<T>,
): Promise<T> {
  const ek = await client.createPrimary('endorsement', ekArea);
  const created = await client.create(await authorized(client, ek), akArea);
  const ak = await client.load(await authorized(client, ek), created);
  try {
    return await use(ek, ak);
  } finally {
    await client.flush(ak.handle);
    await client.flush(ek.handle);
  }
}

const kinds = {
  swtpm: async () => startSwtpm(makeSwtpm(join(folder, 'maker')), join(folder, 'swtpm')),
  'ours over swtpm framing': () => startOurs('swtpm', join(folder, 'ours-swtpm')),
  'ours over mssim framing': () => startOurs('mssim', join(folder, 'ours-mssim')),
} as const;
type Kind = keyof typeof kinds;
const names = (Object.keys(kinds) as Kind[]).filter((kind) => kind !== 'swtpm' || hasSwtpm);
const connected = new Map<Kind, Connected>();
const clientOf = (kind: Kind): TpmClient => {
  const found = connected.get(kind);
  if (found === undefined) throw new Error(`${kind} is not connected`);
  return found.client;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-tpms-'));
  for (const kind of names) {
    const process = await kinds[kind]();
    const connect = kind.includes('mssim') ? connectMssim : connectSwtpm;
    const transport = await connect({ host, port: process.port });
    connected.set(kind, { process, transport, client: createTpmClient(transport) });
  }
});
afterAll(async () => {
  for (const { transport, process } of connected.values()) {
    transport.close();
    await process.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

describe.each(names)('%s', (kind) => {
  test.each(Object.keys(aks))('quotes every bank with %s', async (name) => {
    const client = clientOf(kind);
    const akPublic = aks[name] ?? ekP384;
    await withKeys(client, [ekTemplate.eccP256, akPublic], async (_ek, ak) => {
      for (const bank of ['sha1', 'sha256', 'sha384'] as const) {
        const selection = { hash: bank, pcrs: [0, 7, 16, 23] };
        const { attest, signature } = await client.quote(ak.handle, nonce, selection);
        const evidence = { attest, signature, akPublic: ak.public, nonce, selection };
        const { checks, quote } = verifyQuote(evidence);
        expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
        const values = [...(await client.pcrRead(selection)).values()];
        expect(values).toHaveLength(4);
        const read = parseAttest(attest);
        const hash = read.type === 'quote' ? hashOf(read.pcrDigest) : 'sha256';
        expect(quote?.pcrDigest).toEqual(pcrDigest(hash, values));
        const late = { ...evidence, nonce: nonce.slice(1) };
        expect(verifyQuote(late).quote).toBeUndefined();
      }
    });
  });

  test.each(Object.keys(eks))(
    'activates a credential that we made for its %s key',
    async (name) => {
      const client = clientOf(kind);
      await withKeys(client, [eks[name] ?? ekP384, akTemplate.eccP256], async (ek, ak) => {
        const made = makeCredential({ ekPublic: ek.public, akName: ak.name, secret });
        const activate = async (idObject: Uint8Array) =>
          client.activateCredential(
            ak.handle,
            await authorized(client, ek),
            idObject,
            made.encryptedSecret,
          );
        expect(await activate(made.idObject)).toEqual(secret);
        const changed = made.idObject.slice();
        changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
        await expect(activate(changed)).rejects.toMatchObject({ codeName: 'INTEGRITY' });
      });
    },
  );
});

describe.skipIf(!hasSwtpm)('a credential that swtpm made', () => {
  test.each(Object.keys(eks))('for our %s key is activated by our TPM', async (name) => {
    const [ours, theirs] = [clientOf('ours over swtpm framing'), clientOf('swtpm')];
    await withKeys(ours, [eks[name] ?? ekP384, akTemplate.eccP256], async (ek, ak) => {
      const { handle } = await theirs.loadExternal(ek.public);
      const made = await theirs.makeCredential(handle, { akName: ak.name, secret });
      await theirs.flush(handle);
      const use = await authorized(ours, ek);
      expect(
        await ours.activateCredential(ak.handle, use, made.idObject, made.encryptedSecret),
      ).toEqual(secret);
    });
  });
});

const hashOf = ({ length }: Uint8Array): HashName => (length === 48 ? 'sha384' : 'sha256');
