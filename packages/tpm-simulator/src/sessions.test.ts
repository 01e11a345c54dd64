import { concat, encode, fromHex, toHex } from '@gatehouse/bytes';
import { hmac } from '@gatehouse/bytes/crypto';
import {
  createTpmClient,
  ekTemplate,
  handleName,
  permanentHandle,
  tpmsAuthCommand,
} from '@gatehouse/tpm';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  commandParametersHash,
  responseParametersHash,
  sessionHmac,
  trimmed,
} from './session-hmac.ts';
import { createSimulatedTpm, type SimulatedTpm } from './simulated-tpm.ts';

/** A Quote with an unsalted, unbound HMAC session, recorded between tpm2-tools and swtpm. */
const recorded = {
  nonceTpm: fromHex('570401d103878ccc934dc133a3c3a16806a8cd6db3092b4562bdc2a418c15d65'),
  name: fromHex('000b8e410e5bb6bb100db9c505ffeabde52a879d93adcb2dec998b5c864a0db6eb73'),
  nonceCaller: fromHex('7f85828f5cab9f800a86879adba6a4682cb58cf5dbe60e79f379439d14c88fa5'),
  parameters: fromHex('001000112233445566778899aabbccddeeff0018000b00000001000b03ff7800'),
  nextNonceTpm: fromHex('7a0894d951a30a4be739466db1f1d35861c3d886e25dd7cd9552ccd444626c30'),
  rpHash: fromHex('99230a85966fcffdfaad60e5304dc21c8bce2067d40a2ef61f71a5ac9e51a910'),
};

describe('the recorded HMACs', () => {
  const none = new Uint8Array();
  const { name, parameters, nonceCaller, nonceTpm, nextNonceTpm, rpHash } = recorded;
  const cpHash = commandParametersHash('sha256', 0x158, [name], parameters);

  test('of the command', () => {
    expect(toHex(cpHash)).toBe('71ab2fd547cf15b4c0866bb8b38de7ead52bfb51c9f899127819d62ae5671476');
    const command = { parametersHash: cpHash, nonceNewer: nonceCaller, nonceOlder: nonceTpm };
    expect(toHex(sessionHmac('sha256', none, { ...command, attributes: 1 }))).toBe(
      '314ad70367d494f1a6ffe73bc5b19994aa37064566674508e8f6cf7729887e02',
    );
  });

  test('of the response', () => {
    const response = { parametersHash: rpHash, nonceNewer: nextNonceTpm, nonceOlder: nonceCaller };
    expect(toHex(sessionHmac('sha256', none, { ...response, attributes: 1 }))).toBe(
      '7905b1e2e7dee7a4e822d3368657f194963f3160d241bddf157453d2d11c59fe',
    );
  });
});

test('an authValue counts without its trailing zeros', () => {
  expect(trimmed(Uint8Array.of(0, 1, 0, 0))).toEqual(Uint8Array.of(0, 1));
  expect(trimmed(new Uint8Array(4))).toEqual(new Uint8Array());
});

const word = handleName;
const sized = (bytes: Uint8Array) =>
  concat(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);

/** A command as bytes; without authorizations when `area` is null. */
function framed(code: number, handles: readonly number[], area: Uint8Array | null, body: string) {
  const authorization = area === null ? [] : [word(area.length), area];
  const rest = concat(word(code), ...handles.map(word), ...authorization, fromHex(body));
  return concat(fromHex(area === null ? '8001' : '8002'), word(6 + rest.length), rest);
}
const codeOf = (response: Uint8Array) => toHex(response.subarray(6, 10));

describe('an HMAC session', () => {
  let tpm: SimulatedTpm;
  const nonceCaller = new Uint8Array(32).fill(7);
  const start = `0000017640000007400000070020${'00'.repeat(32)}0000000010000b`;

  beforeEach(async () => {
    tpm = createSimulatedTpm({ seed: new Uint8Array(32) });
    await createTpmClient(tpm.transport).startup();
  });

  function startSession() {
    const body = fromHex(start);
    const answer = tpm.execute(concat(fromHex('8001'), word(6 + body.length), body));
    expect(codeOf(answer)).toBe('00000000');
    return { handle: 0x02000000, nonceTpm: answer.slice(16) };
  }

  /** Reads three bytes of NV by the owner's authorization. */
  function nvRead(attributes: number, session: { handle: number; nonceTpm: Uint8Array }, key = '') {
    const index = 0x01c0000a;
    tpm.provisionNv(index, Uint8Array.of(1, 2, 3));
    const name = tpm.execute(framed(0x169, [index], null, '')).slice(-34);
    const parameters = '00030000';
    const parametersHash = commandParametersHash(
      'sha256',
      0x14e,
      [word(permanentHandle.owner), name],
      fromHex(parameters),
    );
    const mac = sessionHmac('sha256', fromHex(key), {
      parametersHash,
      nonceNewer: nonceCaller,
      nonceOlder: session.nonceTpm,
      attributes,
    });
    const area = encode(tpmsAuthCommand, {
      sessionHandle: session.handle,
      nonceCaller,
      sessionAttributes: attributes,
      hmac: mac,
    });
    return tpm.execute(framed(0x14e, [permanentHandle.owner, index], area, parameters));
  }

  test('authorizes, acknowledges with its own HMAC and goes without continueSession', () => {
    const session = startSession();
    const first = nvRead(1, session);
    expect(codeOf(first)).toBe('00000000');
    const parameters = fromHex('0003010203');
    const nonceTpm = first.slice(21, 53);
    const rpHash = responseParametersHash('sha256', 0x14e, parameters);
    const mac = hmac('sha256', new Uint8Array(), rpHash, nonceTpm, nonceCaller, Uint8Array.of(1));
    expect(toHex(first.slice(14))).toBe(
      toHex(concat(parameters, sized(nonceTpm), Uint8Array.of(1), sized(mac))),
    );
    expect(codeOf(nvRead(1, session))).toBe('000009a2');
    const last = { ...session, nonceTpm };
    expect(codeOf(nvRead(0, last))).toBe('00000000');
    expect(codeOf(nvRead(0, last))).toBe('00000918');
  });

  test('refuses a wrong key, and parameter encryption where there is no TPM2B or no algorithm, as swtpm does', () => {
    expect(codeOf(nvRead(1, startSession(), 'aa'))).toBe('000009a2');
    const session = { handle: 0x02000000, nonceTpm: nonceCaller };
    expect(codeOf(nvRead(0x21, session))).toBe('00000982');
    expect(codeOf(nvRead(0x41, session))).toBe('00000996');
  });

  test('is saved and loaded once', () => {
    const { handle } = startSession();
    const saved = tpm.execute(framed(0x162, [handle], null, ''));
    const context = toHex(saved.slice(10));
    expect(codeOf(tpm.execute(framed(0x162, [handle], null, '')))).toBe('00000910');
    const changed = `${context.slice(0, -2)}${context.endsWith('00') ? '01' : '00'}`;
    expect(codeOf(tpm.execute(framed(0x161, [], null, changed)))).toBe('000001df');
    expect(toHex(tpm.execute(framed(0x161, [], null, context)).slice(6))).toBe('0000000002000000');
    expect(codeOf(tpm.execute(framed(0x161, [], null, context)))).toBe('000001cb');
  });
});

test('an object is saved any number of times, and its context ends with the power', async () => {
  const tpm = createSimulatedTpm({ seed: new Uint8Array(32) });
  const client = createTpmClient(tpm.transport);
  await client.startup();
  const ek = await client.createPrimary('endorsement', ekTemplate.eccP256);
  const context = toHex(tpm.execute(framed(0x162, [ek.handle], null, '')).slice(10));
  await client.flush(ek.handle);
  for (const handle of [0x80000000, 0x80000001]) {
    tpm.execute(framed(0x161, [], null, context));
    expect((await client.readPublic(handle)).name).toEqual(ek.name);
  }
  tpm.reset();
  await client.startup();
  expect(codeOf(tpm.execute(framed(0x161, [], null, context)))).toBe('000001df');
});
