import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { equalBytes } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import {
  akTemplate,
  createTpmClient,
  ekTemplate,
  makeCredential,
  nameOf,
  publicKeySpki,
  type RsaPublic,
  verifyQuote,
} from '@gatehouse/tpm';
import { describe, expect, test } from 'vitest';
import { isSignedBy } from './asymmetric.ts';
import { fromInteger, inverse, toInteger } from './integers.ts';
import { isRsaPair, RsaKeys } from './rsa-key.ts';
import { isPssSignature, pkcs1Encryption, pkcs1Message, pssSignature } from './rsa-padding.ts';
import { createSimulatedTpm } from './simulated-tpm.ts';

const seedOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const hashes: readonly HashName[] = ['sha1', 'sha256', 'sha384', 'sha512'];

describe('an RSA key from key material', () => {
  const keys = new RsaKeys();
  const context = seedOf(9);

  test('is the same for the same seed, context and size, and OpenSSL takes it', () => {
    const [key, again] = [1, 1].map((fill) =>
      new RsaKeys().derive(1024, seedOf(fill), context, true),
    );
    expect(key).toEqual(again);
    const { n = new Uint8Array(), prime = new Uint8Array() } = key ?? {};
    expect(n.length).toBe(128);
    expect(isRsaPair(n, prime)).toBe(true);
    expect(isRsaPair(n, fromInteger(toInteger(prime) + 2n, 64))).toBe(false);
    const sensitive = { type: 'rsa', authValue: context, seedValue: context } as const;
    const privateKey = keys.privateKey(n, { ...sensitive, sensitive: prime });
    const signature = sign('sha256', context, privateKey);
    expect(verify('sha256', context, createPublicKey(privateKey), signature)).toBe(true);
  });

  test('is another one for another seed or context', () => {
    const moduli = [
      keys.derive(1024, seedOf(1), context, false),
      keys.derive(1024, seedOf(2), context, false),
      keys.derive(1024, seedOf(1), seedOf(8), false),
    ].map(({ n }) => toInteger(n));
    expect(new Set(moduli).size).toBe(3);
  });

  test('needs an inverse, which Euclid finds', () => {
    expect(inverse(3n, 11n)).toBe(4n);
    expect((65537n * inverse(65537n, 2n ** 127n - 1n)) % (2n ** 127n - 1n)).toBe(1n);
  });
});

/** A key that OpenSSL made, as a public area. */
function foreignKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '' } = publicKey.export({ format: 'jwk' });
  const area: RsaPublic = { ...akTemplate.rsa2048, n: new Uint8Array(Buffer.from(n, 'base64url')) };
  const key = {
    public: area,
    sensitive: null,
    name: nameOf(area),
    qualifiedName: new Uint8Array(),
    hierarchy: 0x40000007,
    external: true,
  };
  return { publicKey, privateKey, key };
}

describe('paddings are those of OpenSSL', () => {
  const { publicKey, privateKey, key } = foreignKey();
  const data = seedOf(5);
  const size = 256;

  test.each(hashes)('signatures over %s', (name) => {
    const digest = hash(name, data);
    for (const [sigAlg, padding] of [
      ['rsassa', constants.RSA_PKCS1_PADDING],
      ['rsapss', constants.RSA_PKCS1_PSS_PADDING],
    ] as const) {
      const sig = new Uint8Array(sign(name, data, { key: privateKey, padding }));
      expect(isSignedBy(key, { sigAlg, hash: name, sig }, digest)).toBe(true);
      expect(isSignedBy(key, { sigAlg, hash: name, sig }, hash(name, digest))).toBe(false);
      const other = sigAlg === 'rsassa' ? 'rsapss' : 'rsassa';
      expect(isSignedBy(key, { sigAlg: other, hash: name, sig }, digest)).toBe(false);
    }
  });

  test.each([0, 20, 32, 190])('PSS with a salt of %i bytes', (length) => {
    const digest = hash('sha256', data);
    const encoded = pssSignature(size, 'sha256', digest, new Uint8Array(length).fill(7));
    expect(isPssSignature(encoded, 'sha256', digest)).toBe(true);
    for (let at = 0; at < size; at++) {
      const changed = encoded.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(isPssSignature(changed, 'sha256', digest)).toBe(false);
    }
  });

  test('RSAES-PKCS1', () => {
    const cipher = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, data);
    const block = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, cipher);
    expect(pkcs1Message(new Uint8Array(block))).toEqual(data);
    const ours = pkcs1Encryption(size, data, (length) => new Uint8Array(length));
    expect(ours && pkcs1Message(ours)).toEqual(data);
    expect(pkcs1Encryption(size, new Uint8Array(size - 10), (n) => new Uint8Array(n))).toBeNull();
    expect(pkcs1Message(new Uint8Array(size).fill(2))).toBeNull();
  });
});

test.each([
  ['rsassa', ekTemplate.rsa2048],
  ['rsapss', ekTemplate.rsa2048],
  ['ecdsa', ekTemplate.eccP384],
] as const)('an AK with %s is activated and quotes below its EK', async (scheme, ekPublic) => {
  const client = createTpmClient(createSimulatedTpm({ seed: seedOf(3) }).transport);
  await client.startup();
  const ek = await client.createPrimary('endorsement', ekPublic);
  // The P-384 template may be used with its (empty) authValue, the RSA one with its policy alone.
  const authorized = async () => {
    if (ekPublic.nameAlg === 'sha384') return ek.handle;
    const policySession = await client.startPolicySession();
    await client.policySecretEndorsement(policySession);
    return { handle: ek.handle, policySession };
  };
  const template =
    scheme === 'ecdsa'
      ? akTemplate.eccP256
      : { ...akTemplate.rsa2048, scheme: { scheme, hash: 'sha256' } as const };
  const ak = await client.load(
    await authorized(),
    await client.create(await authorized(), template),
  );
  const secret = seedOf(6);
  const credential = makeCredential({ ekPublic: ek.public, akName: ak.name, secret });
  const inTpm = await client.makeCredential(ek.handle, { akName: ak.name, secret });
  for (const { idObject, encryptedSecret } of [credential, inTpm]) {
    const found = await client.activateCredential(
      ak.handle,
      await authorized(),
      idObject,
      encryptedSecret,
    );
    expect(found).toEqual(secret);
  }
  const selection = { hash: 'sha256', pcrs: [0, 7] } as const;
  const { attest, signature } = await client.quote(ak.handle, secret, selection);
  const { checks } = verifyQuote({
    attest,
    signature,
    akPublic: ak.public,
    nonce: secret,
    selection,
  });
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(publicKeySpki(ak.public).length).toBeGreaterThan(80);
  expect(equalBytes(ak.name, nameOf(ak.public))).toBe(true);
});
