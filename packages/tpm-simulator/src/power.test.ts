import { fromHex, toHex } from '@gatehouse/bytes';
import {
  createAttestationKeys,
  createTpmClient,
  ekNvIndex,
  ekTemplate,
  parseAttest,
  srkTemplate,
  type TpmClient,
  TpmError,
} from '@gatehouse/tpm';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSimulatedTpm, type SimulatedTpm } from './simulated-tpm.ts';
import { codeOf, command } from './testing/raw-command.ts';

const seed = new Uint8Array(32).fill(5);
const digest = new Uint8Array(32).fill(6);
const selection = { hash: 'sha256', pcrs: [0, 7, 16, 17] } as const;
const one = { hash: 'sha256', digest } as const;

let tpm: SimulatedTpm;
let client: TpmClient;

/** The TPM goes off and comes again from what it had saved, as in another process. */
function powerCycle(): void {
  tpm.reset();
  tpm = createSimulatedTpm({ seed, state: tpm.saveState() });
  client = createTpmClient(tpm.transport);
}
const pcrs = async () => {
  const values = await client.pcrRead(selection);
  return [...values].map(([pcr, value]) => `${pcr} ${toHex(value.subarray(0, 2))}`);
};
const codeOfStart = (type: 'clear' | 'state') =>
  client.startup(type).then(
    () => 0,
    (error: unknown) => (error instanceof TpmError ? error.code : -1),
  );
const counts = async () => {
  const { clockInfo } = await client.readClock();
  return [clockInfo.resetCount, clockInfo.restartCount];
};

beforeEach(async () => {
  tpm = createSimulatedTpm({ seed });
  client = createTpmClient(tpm.transport);
  await client.startup();
});

describe('a TPM that goes off', () => {
  test('resumes with Startup(STATE): static PCRs, saved contexts and hierarchies go on', async () => {
    for (const pcr of [0, 7, 16]) await client.pcrExtend(pcr, [one]);
    const before = await pcrs();
    const { handle, name } = await client.createPrimary('null', srkTemplate.eccP256);
    const context = tpm.execute(command('contextSave', [handle])).slice(10);
    const session = await client.startPolicySession();
    const saved = tpm.execute(command('contextSave', [session])).slice(10);
    tpm.execute(command('hierarchyControl', [0x4000000c], '4000000b 00'));
    await client.shutdown('state');
    powerCycle();
    expect(await codeOfStart('state')).toBe(0);
    expect(await pcrs()).toEqual([before[0], before[1], '16 0000', '17 ffff']);
    expect(codeOf(tpm.execute(command('contextLoad', [], toHex(context))))).toBe(0);
    expect((await client.readPublic(0x80000000)).name).toEqual(name);
    expect(codeOf(tpm.execute(command('contextLoad', [], toHex(saved))))).toBe(0);
    await expect(client.createPrimary('endorsement', ekTemplate.eccP256)).rejects.toMatchObject({
      code: 0x185,
    });
    expect(await counts()).toEqual([1, 1]);
  });

  test('restarts with Startup(CLEAR) after Shutdown(STATE): PCRs anew, contexts go on', async () => {
    await client.pcrExtend(7, [one]);
    const { handle } = await client.createPrimary('null', srkTemplate.eccP256);
    const context = tpm.execute(command('contextSave', [handle])).slice(10);
    await client.shutdown('state');
    powerCycle();
    expect(await codeOfStart('clear')).toBe(0);
    expect(await pcrs()).toEqual(['0 0000', '7 0000', '16 0000', '17 ffff']);
    expect(codeOf(tpm.execute(command('contextLoad', [], toHex(context))))).toBe(0);
    expect(await counts()).toEqual([1, 1]);
  });

  test.each([
    ['nothing was saved', async () => undefined],
    ['it was shut down with CLEAR', () => client.shutdown('clear')],
    [
      'something changed after Shutdown(STATE)',
      async () => {
        await client.shutdown('state');
        await client.pcrExtend(7, [one]);
      },
    ],
  ])('is reset, and cannot resume, when %s', async (_what, end) => {
    const { handle } = await client.createPrimary('null', srkTemplate.eccP256);
    const context = tpm.execute(command('contextSave', [handle])).slice(10);
    await end();
    powerCycle();
    expect(await codeOfStart('state')).toBe(0x1c4);
    expect(await codeOfStart('clear')).toBe(0);
    expect(codeOf(tpm.execute(command('contextLoad', [], toHex(context))))).toBe(0x1df);
    expect(await counts()).toEqual([2, 0]);
  });

  test('has the banks of PCR_Allocate after its reset, not before', async () => {
    const allocate = command('pcrAllocate', [0x4000000c], '00000002 0004 03 000000 000d 03 ffffff');
    expect(codeOf(tpm.execute(allocate))).toBe(0);
    const sha512 = { hash: 'sha512', pcrs: [0] } as const;
    const sha1 = { hash: 'sha1', pcrs: [0] } as const;
    expect([(await client.pcrRead(sha512)).size, (await client.pcrRead(sha1)).size]).toEqual([
      0, 1,
    ]);
    powerCycle();
    await client.startup();
    expect([(await client.pcrRead(sha512)).size, (await client.pcrRead(sha1)).size]).toEqual([
      1, 0,
    ]);
  });
});

test('Clear gives the owner a new seed, and leaves the endorsement key and its certificate', async () => {
  tpm.provisionNv(ekNvIndex.eccP256Certificate, Uint8Array.of(1, 2, 3));
  const names = async () => {
    const found = [];
    for (const hierarchy of ['owner', 'endorsement'] as const)
      found.push(toHex((await client.createPrimary(hierarchy, ekTemplate.eccP256)).name));
    return found;
  };
  const [owner, endorsement] = await names();
  const define = '0000 000e 01500001 000b 00020002 0000 0008';
  tpm.execute(command('nvDefineSpace', [0x40000001], define));
  await client.evictControl(0x80000000, 0x81000001);
  expect(codeOf(tpm.execute(command('clear', [0x4000000a])))).toBe(0);
  expect(await counts()).toEqual([0, 0]);
  for (const gone of [command('readPublic', [0x81000001]), command('nvReadPublic', [0x01500001])])
    expect(codeOf(tpm.execute(gone))).toBe(0x18b);
  powerCycle();
  await client.startup();
  const [newOwner, newEndorsement] = await names();
  expect(newOwner).not.toBe(owner);
  expect(newEndorsement).toBe(endorsement);
  expect(await client.nvRead(ekNvIndex.eccP256Certificate)).toEqual(Uint8Array.of(1, 2, 3));
});

test('a key of the owner tells obfuscated counters, always by the same offset', async () => {
  const quotes = async (handle: number) =>
    parseAttest((await client.quote(handle, digest, selection)).attest);
  const { ak } = await createAttestationKeys(client);
  const plain = await quotes(ak.handle);
  const restricted = '0023 000b 00050072 0000 0010 0018 000b 0003 0010 0000 0000'.replaceAll(
    ' ',
    '',
  );
  const template = `0004 0000 0000 0018 ${restricted} 0000 00000000`;
  const create = () => tpm.execute(command('createPrimary', [0x40000001], template));
  const handleOf = (response: Uint8Array) => new DataView(response.buffer).getUint32(10);
  const owned = await quotes(handleOf(create()));
  expect(plain.clockInfo.resetCount).toBe(1);
  expect(owned.clockInfo.resetCount).not.toBe(1);
  expect(owned.firmwareVersion).not.toBe(plain.firmwareVersion);
  powerCycle();
  await client.startup();
  const later = await quotes(handleOf(create()));
  expect((later.clockInfo.resetCount - owned.clockInfo.resetCount) >>> 0).toBe(1);
  expect(later.firmwareVersion).toBe(owned.firmwareVersion);
});

test('a state of version 2 is read: an index with its authValue, and authorizations', async () => {
  const index = `01500001 00060006 0002 aabb 000b 0000 0001 70`;
  const auths = `0001 40000001 0001 71`;
  const state = `0002 0000000000000009 00000004 00000000 0001 ${index} 0000 ${auths}`;
  tpm = createSimulatedTpm({ seed, state: fromHex(state.replaceAll(' ', '')) });
  client = createTpmClient(tpm.transport);
  await client.startup();
  expect(await counts()).toEqual([5, 0]);
  const define = command(
    'nvDefineSpace',
    [0x40000001],
    '0000 000e 01500002 000b 00020002 0000 0008',
  );
  expect(codeOf(tpm.execute(define))).toBe(0x9a2);
  const area = '40000009 0000 01 0001 71';
  const again = command('nvUndefineSpace', [0x40000001, 0x01500001], '', area);
  expect(codeOf(tpm.execute(again))).toBe(0);
});
