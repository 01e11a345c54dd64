import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { concat, fromHex, toHex } from '@gatehouse/bytes';
import {
  createTpmClient,
  ekTemplate,
  encapsulateSeed,
  kdfa,
  srkTemplate,
  type TpmtPublic,
} from '@gatehouse/tpm';
import { describe, expect, test } from 'vitest';
import { createSimulatedTpm } from './simulated-tpm.ts';
import { bytesOf, codeOf, framed, sizedHex } from './testing/raw-command.ts';

/** Every random byte of this TPM, so that what it encrypts is known. */
const constant = 0x5a;
const owner = 0x40000001;
const nullHandle = 0x40000007;
const primary = 0x80000000;
const nonceCaller = new Uint8Array(32).fill(7);
const none = new Uint8Array();
const hashCommand = 0x17d;
const randomCommand = 0x17b;

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(
    createHash('sha256')
      .update(concat(...parts))
      .digest(),
  );
const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): string =>
  createHmac('sha256', key)
    .update(concat(...parts))
    .digest('hex');
const word = (value: number): Uint8Array => fromHex(value.toString(16).padStart(8, '0'));

async function startedTpm(template: TpmtPublic = srkTemplate.eccP256) {
  const randomBytes = (length: number) => new Uint8Array(length).fill(constant);
  const tpm = createSimulatedTpm({ seed: new Uint8Array(32).fill(2), randomBytes });
  const client = createTpmClient(tpm.transport);
  await client.startup();
  return { tpm, key: await client.createPrimary('owner', template) };
}
type Tpm = Awaited<ReturnType<typeof startedTpm>>['tpm'];

/** An HMAC session with AES-128-CFB; its key is computed here from what its start says. */
function startSession(
  tpm: Tpm,
  from: { salt?: Uint8Array; encrypted?: Uint8Array; bind?: string },
) {
  const { salt = none, encrypted = none, bind } = from;
  const handles = [
    encrypted.length > 0 ? primary : nullHandle,
    bind === undefined ? nullHandle : owner,
  ];
  const parameters = `${sizedHex(toHex(nonceCaller))} ${sizedHex(toHex(encrypted))} 00 0006 0080 0043 000b`;
  const answer = tpm.execute(framed(0x176, handles, parameters, null));
  const nonceTpm = answer.slice(16);
  const secret = concat(fromHex(bind ?? ''), salt);
  const key = kdfa('sha256', secret, 'ATH', nonceTpm, nonceCaller, 256);
  return { code: codeOf(answer), nonceTpm, key };
}

/** AES-128-CFB with key and IV of KDFa — Part 1 §21.3. */
function cfb(key: Uint8Array, newer: Uint8Array, older: Uint8Array, data: Uint8Array): Uint8Array {
  const made = kdfa('sha256', key, 'CFB', newer, older, 256);
  const cipher = createCipheriv('aes-128-cfb', made.subarray(0, 16), made.subarray(16));
  return new Uint8Array(cipher.update(data));
}

/** A command with the session; what comes back is checked by its HMAC. */
function ask(
  tpm: Tpm,
  code: number,
  parameters: Uint8Array,
  { nonceTpm, key, attributes }: { nonceTpm: Uint8Array; key: Uint8Array; attributes: number },
) {
  const cpHash = sha256(word(code), parameters);
  const mac = hmac(key, cpHash, nonceCaller, nonceTpm, Uint8Array.of(attributes));
  const area = `02000000 ${sizedHex(toHex(nonceCaller))} ${attributes.toString(16)} ${sizedHex(mac)}`;
  const response = tpm.execute(framed(code, [], toHex(parameters), area));
  if (codeOf(response) !== 0) return { code: codeOf(response), out: none, nonce: none };
  const size = new DataView(response.buffer).getUint32(10);
  const out = response.slice(14, 14 + size);
  const nonce = response.slice(16 + size, 48 + size);
  const rpHash = sha256(word(0), word(code), out);
  expect(toHex(response.slice(-32))).toBe(
    hmac(key, rpHash, nonce, nonceCaller, Uint8Array.of(attributes)),
  );
  return { code: 0, out, nonce };
}

describe.each([
  ['ECC P-256', srkTemplate.eccP256],
  ['ECC P-384', ekTemplate.eccP384],
  ['RSA 2048', { ...ekTemplate.rsa2048, authPolicy: none }],
])('a session that is salted for %s', (_name, template) => {
  test('decrypts the first parameter, encrypts that of the answer, and proves both', async () => {
    const { tpm, key } = await startedTpm(template);
    const { seed: salt, encryptedSecret: encrypted } = encapsulateSeed(key.public, 'SECRET');
    const session = startSession(tpm, { salt, encrypted });
    const data = bytesOf('68656c6c6f');
    const secret = cfb(session.key, nonceCaller, session.nonceTpm, data);
    const parameters = concat(bytesOf('0005'), secret, bytesOf('000b 40000007'));
    const { out, nonce } = ask(tpm, hashCommand, parameters, { ...session, attributes: 0x61 });
    // CFB decrypts with the key stream of the encryption of what was encrypted: the first block only.
    const stream = cfb(session.key, nonce, nonceCaller, new Uint8Array(16));
    const first = out.subarray(2, 18).map((byte, i) => byte ^ (stream[i] ?? 0));
    expect(toHex(first)).toBe(toHex(sha256(data).subarray(0, 16)));
    const next = { key: session.key, nonceTpm: nonce, attributes: 0x40 };
    const random = ask(tpm, randomCommand, bytesOf('0010'), next);
    expect(toHex(random.out.subarray(2))).toBe(
      toHex(cfb(session.key, random.nonce, nonceCaller, new Uint8Array(16).fill(constant))),
    );
    expect(ask(tpm, randomCommand, bytesOf('0010'), next).code).toBe(0x918);
  });

  test('has another key for another salt, and does not begin with a broken one', async () => {
    const { tpm, key } = await startedTpm(template);
    const { encryptedSecret: encrypted } = encapsulateSeed(key.public, 'SECRET');
    const session = startSession(tpm, { salt: new Uint8Array(32), encrypted });
    expect(ask(tpm, randomCommand, bytesOf('0010'), { ...session, attributes: 0x41 }).code).toBe(
      0x9a2,
    );
    expect(startSession(tpm, { encrypted: encrypted.slice(1) }).code).toBe(0x2c4);
    const forOther = encapsulateSeed(key.public, 'IDENTITY');
    const other = startSession(tpm, { salt: forOther.seed, encrypted: forOther.encryptedSecret });
    expect(other.code === 0x2c4 || key.public.type === 'ecc').toBe(true);
  });
});

test('a session that is bound to the owner has a key of its authValue', async () => {
  const { tpm } = await startedTpm();
  const password = '40000009 0000 01 0000';
  tpm.execute(framed(0x129, [owner], sizedHex('70617373'), password));
  const session = startSession(tpm, { bind: '70617373' });
  expect(ask(tpm, randomCommand, bytesOf('0010'), { ...session, attributes: 0x41 }).code).toBe(0);
  const wrong = startSession(tpm, { bind: '70617374' });
  expect(wrong.code).toBe(0);
});
