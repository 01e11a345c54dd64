import { equalBytes, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  activateWithKeys,
  checkAkPublic,
  createAttestationKeys,
  createTpmClient,
  ekNvIndex,
  ekTemplate,
  makeCredential,
  parseAttest,
  pcrDigest,
  TpmError,
  verifyQuote,
} from '@gatehouse/tpm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSimulatedTpm } from './simulated-tpm.ts';

const seed = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

async function started(fill = 1) {
  const tpm = createSimulatedTpm({ seed: seed(fill) });
  const client = createTpmClient(tpm.transport);
  await client.startup();
  return { tpm, client };
}

const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) =>
      error instanceof TpmError ? `0x${error.code.toString(16)}` : String(error),
  );

describe('primary keys', () => {
  test('are the same for the same seed and template, and other ones for another seed', async () => {
    const names = await Promise.all(
      [1, 1, 2].map(async (fill) => {
        const { client } = await started(fill);
        return toHex((await client.createPrimary('endorsement', ekTemplate.eccP256)).name);
      }),
    );
    expect(names[0]).toBe(names[1]);
    expect(names[2]).not.toBe(names[0]);
  });

  test('differ by hierarchy, and those of the null hierarchy by boot', async () => {
    const { tpm, client } = await started();
    const named = async (hierarchy: 'owner' | 'null') =>
      toHex((await client.createPrimary(hierarchy, ekTemplate.eccP256)).name);
    const [owner, first] = [await named('owner'), await named('null')];
    tpm.reset();
    await client.startup();
    expect(await named('owner')).toBe(owner);
    expect(await named('null')).not.toBe(first);
  });
});

describe('the attestation flow', () => {
  test('activates a credential only for its own attestation key, and quotes the PCRs', async () => {
    const { client } = await started();
    const keys = await createAttestationKeys(client);
    expect(checkAkPublic(keys.ak.public).every(({ outcome }) => outcome === 'passed')).toBe(true);
    const secret = seed(7);
    const credential = makeCredential({ ekPublic: keys.ek.public, akName: keys.ak.name, secret });
    expect(await activateWithKeys(client, keys, credential)).toEqual(secret);

    const foreign = makeCredential({ ekPublic: keys.ek.public, akName: keys.ek.name, secret });
    expect(await refusal(activateWithKeys(client, keys, foreign))).toBe('0x1df');

    const digest = hash('sha256', seed(9));
    await client.pcrExtend(7, [{ hash: 'sha256', digest }]);
    const selection = { hash: 'sha256', pcrs: [0, 7] } as const;
    const values = await client.pcrRead(selection);
    expect(values.get(7)).toEqual(hash('sha256', new Uint8Array(32), digest));
    const nonce = seed(3);
    const { attest, signature } = await client.quote(keys.ak.handle, nonce, selection);
    const verdict = verifyQuote({
      attest,
      signature,
      akPublic: keys.ak.public,
      nonce,
      selection,
    });
    expect(verdict.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    const expected = pcrDigest('sha256', [...values.values()]);
    expect(verdict.quote && equalBytes(verdict.quote.pcrDigest, expected)).toBe(true);
  });

  test('counts boots', async () => {
    const { tpm, client } = await started();
    const boots = async () => {
      const { ak } = await createAttestationKeys(client);
      const selection = { hash: 'sha256', pcrs: [0] } as const;
      const { attest } = await client.quote(ak.handle, seed(1), selection);
      return parseAttest(attest).clockInfo.resetCount;
    };
    expect(await boots()).toBe(1);
    tpm.reset();
    await client.startup();
    expect(await boots()).toBe(2);
  });
});

describe('refusals carry the code that swtpm gives', () => {
  test('before and for a second start-up', async () => {
    const tpm = createSimulatedTpm({ seed: seed(1) });
    const client = createTpmClient(tpm.transport);
    expect(await refusal(client.getRandom(8))).toBe('0x100');
    await client.startup();
    expect(await refusal(client.startup())).toBe('0x100');
  });

  test.each([
    ['resetting PCR 0 or extending PCR 17 at locality 0', '0x907'],
    ['an undefined NV index', '0x18b'],
    ['an unknown transient handle', '0x184'],
    ['an EK without its policy', '0x12f'],
  ])('%s: %s', async (what, code) => {
    const { client } = await started();
    const tries: Record<string, () => Promise<unknown>> = {
      'resetting PCR 0 or extending PCR 17 at locality 0': () => client.pcrReset(0),
      'an undefined NV index': () => client.nvReadPublic(0x01c00002),
      'an unknown transient handle': () => client.readPublic(0x80000005),
      'an EK without its policy': async () => {
        const { ek, ak } = await createAttestationKeys(client);
        return client.activateCredential(ak.handle, ek.handle, seed(0), seed(0));
      },
    };
    expect(await refusal(tries[what]?.() ?? Promise.resolve())).toBe(code);
  });

  test('for bytes that are no command', () => {
    const { execute } = createSimulatedTpm({ seed: seed(1) });
    expect(toHex(execute(new Uint8Array()))).toBe('80010000000a00000142');
    expect(toHex(execute(Uint8Array.from([0x80, 1, 0, 0, 0, 11, 0, 0, 1, 0x44])))).toBe(
      '80010000000a00000142',
    );
  });
});

test('NV content and persistent keys outlive the power, PCRs do not', async () => {
  const { tpm, client } = await started();
  tpm.provisionNv(ekNvIndex.eccP256Certificate, seed(5));
  const ek = await client.createPrimary('endorsement', ekTemplate.eccP256);
  await client.evictControl(ek.handle, 0x81010001);
  const again = createSimulatedTpm({ seed: seed(1), state: tpm.saveState() });
  const other = createTpmClient(again.transport);
  await other.startup();
  expect(await other.nvRead(ekNvIndex.eccP256Certificate)).toEqual(seed(5));
  expect((await other.readPublic(0x81010001)).name).toEqual(ek.name);
});

test('random and mutated commands only ever get a response', async () => {
  const { tpm, client } = await started();
  await createAttestationKeys(client);
  const codes = [
    0x131, 0x144, 0x147, 0x14e, 0x151, 0x153, 0x157, 0x158, 0x169, 0x173, 0x176, 0x17a, 0x17e,
    0x182,
  ];
  const framed = fc
    .tuple(
      fc.constantFrom(...codes),
      fc.constantFrom(0x8001, 0x8002),
      fc.uint8Array({ maxLength: 96 }),
    )
    .map(([code, tag, body]) => {
      const bytes = new Uint8Array(10 + body.length);
      const view = new DataView(bytes.buffer);
      view.setUint16(0, tag);
      view.setUint32(2, bytes.length);
      view.setUint32(6, code);
      bytes.set(body, 10);
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(framed, fc.uint8Array({ maxLength: 64 })), (bytes) => {
      const view = new DataView(tpm.execute(bytes).slice().buffer);
      expect(view.getUint32(2)).toBe(view.byteLength);
      expect(view.getUint32(6)).not.toBe(0x101);
    }),
    { numRuns: 3000 },
  );
});
