import { concat, encode, fromHex, toHex } from '@gatehouse/bytes';
import {
  type CommandName,
  commands,
  createTpmClient,
  handleName,
  type TpmClient,
  tpmlPcrSelection,
} from '@gatehouse/tpm';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSimulatedTpm, type SimulatedTpm } from './simulated-tpm.ts';

const pcr16 = toHex(encode(tpmlPcrSelection, [{ hash: 'sha256', pcrs: [16] }]));
/** Digests that tpm2-tools and swtpm give. */
const known = {
  pcr: 'bff2d58e9813f97cefc14f72ad8133bc7092d652b7c877959254af140c841f36',
  commandCode: 'cc6918b226273b08f5bd406d7f10cf160f0a7d13dfd83b7770ccbcd1aa80d811',
  or: '035d99efe0850984ffc393ac815e2137f19f2f06d242d6b754eb8b4f1b7b4159',
  authValue: '8fcd2169ab92694e0c633f1ab772842b8241bbc20288981fc7ac1eddc1fddb0e',
};
const orList = `000000020020${known.commandCode}0020${known.pcr}`;

describe('policy digests', () => {
  let tpm: SimulatedTpm;
  let client: TpmClient;
  let session = 0;
  const send = (command: CommandName, body = ''): string => {
    const rest = concat(handleName(commands[command].code), handleName(session), fromHex(body));
    const response = tpm.execute(concat(fromHex('8001'), handleName(6 + rest.length), rest));
    return toHex(response.subarray(6, 10));
  };
  const digest = async () => toHex(await client.policyGetDigest(session));

  beforeEach(async () => {
    tpm = createSimulatedTpm({ seed: new Uint8Array(32) });
    client = createTpmClient(tpm.transport);
    await client.startup();
    session = await client.startPolicySession();
  });

  test.each([
    ['PolicyPCR', 'policyPcr', `0000${pcr16}`, known.pcr],
    ['PolicyCommandCode', 'policyCommandCode', '0000015d', known.commandCode],
    ['PolicyAuthValue', 'policyAuthValue', '', known.authValue],
    ['PolicyPassword', 'policyPassword', '', known.authValue],
  ] as const)('%s', async (_name, command, body, expected) => {
    expect(send(command, body)).toBe('00000000');
    expect(await digest()).toBe(expected);
    expect(send('policyRestart')).toBe('00000000');
    expect(await digest()).toBe('00'.repeat(32));
  });

  test('PolicyOR replaces one of its digests and refuses any other', async () => {
    expect(send('policyOr', orList)).toBe('000001c4');
    send('policyPcr', `0000${pcr16}`);
    expect(send('policyOr', orList)).toBe('00000000');
    expect(await digest()).toBe(known.or);
  });

  test('PolicyPCR refuses values that are not those of the PCRs', () => {
    expect(send('policyPcr', `0020${'00'.repeat(32)}${pcr16}`)).toBe('000001c4');
  });

  test('a session keeps to one command', () => {
    send('policyCommandCode', '0000015d');
    expect(send('policyCommandCode', '00000158')).toBe('000001c4');
  });
});

test('a state of version 1 is read', async () => {
  const state = fromHex(`0001${'00'.repeat(7)}05${'00000002'}${'00000000'}${'0000'}${'0000'}`);
  const client = createTpmClient(createSimulatedTpm({ seed: new Uint8Array(32), state }).transport);
  await client.startup();
  expect((await client.readClock()).clockInfo.resetCount).toBe(3);
});
