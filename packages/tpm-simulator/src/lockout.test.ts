import { beforeEach, describe, expect, test } from 'vitest';
import { createSimulatedTpm, type SimulatedTpm } from './simulated-tpm.ts';
import { codeOf, command, sizedHex } from './testing/raw-command.ts';

const lockout = 0x4000000a;
const guardedKey = 0x80000000;
const freeKey = 0x80000001;
const password = (hex: string): string => `40000009 0000 01 ${sizedHex(hex)}`;

/** A signing key with the password "p"; `attributes` with or without noDA. */
const createKey = (attributes: string) =>
  command(
    'createPrimary',
    [0x40000001],
    `${sizedHex(`${sizedHex('70')} 0000`)} ${sizedHex(`0023 000b ${attributes} 0000 0010 0010 0003 0010 0000 0000`)} 0000 00000000`,
  );
const signWith = (handle: number, auth: string) =>
  command(
    'sign',
    [handle],
    `${sizedHex('aa'.repeat(32))} 0018 000b 8024 40000007 0000`,
    password(auth),
  );

describe('dictionary attack protection', () => {
  let tpm: SimulatedTpm;
  let seconds = 0;
  const answers = (...commands: readonly Uint8Array[]) =>
    commands.map((bytes) => codeOf(tpm.execute(bytes)).toString(16));
  const property = (id: string): number => {
    const response = tpm.execute(command('getCapability', [], `00000006 ${id} 00000001`));
    return new DataView(response.buffer, response.byteOffset).getUint32(response.length - 4);
  };

  beforeEach(() => {
    seconds = 0;
    tpm = createSimulatedTpm({ seed: new Uint8Array(32).fill(4), now: () => 1000 * seconds });
    expect(
      answers(command('startup', [], '0000'), createKey('00040072'), createKey('00040472')),
    ).toEqual(['0', '0', '0']);
  });

  test('locks after the third wrong value, and forgets one in each recovery time', () => {
    const wrong = signWith(guardedKey, '71');
    const right = signWith(guardedKey, '70');
    expect(answers(wrong, wrong, right, wrong, right)).toEqual(['98e', '98e', '0', '98e', '921']);
    expect([property('0000020e'), property('00000200') & 0x200]).toEqual([3, 0x200]);
    seconds = 999;
    expect(answers(right)).toEqual(['921']);
    seconds = 1000;
    expect(answers(right)).toEqual(['0']);
    expect([property('0000020e'), property('00000200') & 0x200]).toEqual([2, 0]);
    seconds = 9000;
    expect(property('0000020e')).toBe(0);
  });

  test('leaves keys with noDA alone', () => {
    const wrong = signWith(freeKey, '71');
    expect(answers(wrong, wrong, wrong, wrong, signWith(freeKey, '70'))).toEqual([
      ...['9a2', '9a2', '9a2', '9a2'],
      '0',
    ]);
    expect(property('0000020e')).toBe(0);
  });

  test('is reset by the lockout, whose own wrong value rests it for its recovery time', () => {
    const wrong = signWith(guardedKey, '71');
    const reset = (auth: string) =>
      command('dictionaryAttackLockReset', [lockout], '', password(auth));
    expect(answers(wrong, wrong, wrong, reset(''), signWith(guardedKey, '70'))).toEqual([
      ...['98e', '98e', '98e'],
      ...['0', '0'],
    ]);
    expect(answers(reset('71'), reset(''))).toEqual(['98e', '921']);
    seconds = 1000;
    expect(answers(reset(''))).toEqual(['0']);
  });

  test('outlives the power', () => {
    const wrong = signWith(guardedKey, '71');
    answers(wrong, wrong, wrong);
    const state = tpm.saveState();
    tpm = createSimulatedTpm({
      seed: new Uint8Array(32).fill(4),
      state,
      now: () => 1000 * seconds,
    });
    answers(command('startup', [], '0000'), createKey('00040072'));
    expect(answers(signWith(guardedKey, '70'))).toEqual(['921']);
  });

  test('counts by its parameters, and not at all without recovery time', () => {
    const wrong = signWith(guardedKey, '71');
    const parameters = (values: string) => command('dictionaryAttackParameters', [lockout], values);
    expect(answers(parameters('00000001 0000000a 00000000'), wrong, wrong)).toEqual([
      ...['0', '98e'],
      '921',
    ]);
    seconds = 10;
    expect(answers(signWith(guardedKey, '70'))).toEqual(['0']);
    expect(answers(parameters('00000002 00000000 00000000'), wrong, wrong, wrong)).toEqual([
      ...['0', '98e'],
      ...['98e', '98e'],
    ]);
    expect(answers(parameters('00000000 0000000a 00000000'), signWith(guardedKey, '70'))).toEqual([
      ...['0', '921'],
    ]);
  });
});
