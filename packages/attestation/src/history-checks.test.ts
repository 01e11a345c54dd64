import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Challenge, TpmRecord } from './evidence.ts';
import { checkHistory, compareCounters } from './history-checks.ts';
import type { AttestedTpm } from './verdict.ts';

const key = (fill: number) => ({
  modulus: new Uint8Array(256).fill(fill),
  exponent: Uint8Array.of(1, 0, 1),
});
const tpm: AttestedTpm = {
  attestationKeyName: '000b01',
  inEndorsementHierarchy: true,
  clock: 1000n,
  resetCount: 5,
  restartCount: 1,
  safe: true,
  firmwareVersion: 1n,
};
const record: TpmRecord = {
  attestationKeyName: '000b01',
  inEndorsementHierarchy: true,
  clock: 1000n,
  resetCount: 5,
  restartCount: 1,
  identityKey: null,
  hostName: 'hv-0001.fabric.test',
};
const here = { identityKey: null, hostName: 'hv-0001' };

/** Causes of the checks that fail; `now` is what the TPM says, `known` what it said before. */
function causes(now: Partial<AttestedTpm>, ...known: readonly Partial<TpmRecord>[]) {
  const challenge: Challenge = {
    ekHash: '',
    akPublic: new Uint8Array(),
    secret: new Uint8Array(),
    nonce: new Uint8Array(),
    known: known.map((changes) => ({ ...record, ...changes })),
  };
  return checkHistory({ ...tpm, ...now }, here, challenge).flatMap(({ explanation }) =>
    explanation === null ? [] : [explanation.cause],
  );
}
const otherKey = { attestationKeyName: '000b02' };
const foreign = { inEndorsementHierarchy: false };

describe('the counters of a TPM', () => {
  test.each<[string, Partial<AttestedTpm>, Partial<TpmRecord>[]]>([
    ['a first quote', {}, []],
    ['the same instant', {}, [{}]],
    ['a later clock', { clock: 1001n }, [{}]],
    ['a restart', { restartCount: 2, clock: 1n }, [{}]],
    [
      'a reset, which starts restarts anew and may lose some clock',
      { resetCount: 6, restartCount: 0, clock: 1n },
      [{}],
    ],
    ['a new key after a reset', { ...otherKey, resetCount: 6, clock: 1n }, [{}]],
    [
      'a new key of the owner, whose counters are of no use, with a later clock',
      { ...otherKey, ...foreign, resetCount: 0 },
      [{}],
    ],
    [
      'such a key after the power failed',
      { ...otherKey, ...foreign, clock: 1n, safe: false },
      [{}],
    ],
    [
      'counters with a constant added, which wrap',
      { ...foreign, resetCount: 0 },
      [{ ...foreign, resetCount: 0xffffffff }],
    ],
  ])('may be those of %s', (_, now, known) => {
    expect(causes(now, ...known)).toEqual([]);
  });

  test.each<[string, Partial<AttestedTpm>, Partial<TpmRecord>[], string]>([
    ['an earlier clock', { clock: 999n }, [{}], 'tpm-went-back'],
    ['a restart less', { restartCount: 0, clock: 5000n }, [{}], 'tpm-went-back'],
    ['a reset less', { resetCount: 4, restartCount: 9, clock: 5000n }, [{}], 'tpm-went-back'],
    [
      'an older key below the endorsement key',
      {},
      [{}, { ...otherKey, resetCount: 6 }],
      'tpm-went-back',
    ],
    [
      'counters that wrapped the other way',
      { ...foreign, resetCount: 0xffffffff },
      [{ ...foreign, resetCount: 0 }],
      'tpm-went-back',
    ],
    [
      'an old key whose clock another key has passed',
      { ...foreign },
      [{ ...foreign }, { ...foreign, ...otherKey, clock: 2000n }],
      'tpm-went-back',
    ],
    [
      'a new key that counts from the start',
      { ...otherKey, resetCount: 0, restartCount: 0, clock: 1n },
      [{}],
      'tpm-cleared',
    ],
    [
      'a new key of the owner with an earlier clock',
      { ...otherKey, ...foreign, clock: 999n },
      [{}],
      'tpm-cleared',
    ],
    [
      'such a key further back than a power failure explains',
      { ...otherKey, ...foreign, safe: false, clock: 1n },
      [{ clock: 5_000_000n }],
      'tpm-cleared',
    ],
  ])('are refused with %s', (_, now, known, cause) => {
    expect(causes(now, ...known)).toEqual([cause]);
  });

  test('are in one order, whichever way they are held against each other', () => {
    const counters = fc.record({
      clock: fc.bigInt(0n, 2n ** 64n - 1n),
      resetCount: fc.nat(9),
      restartCount: fc.nat(9),
    });
    void fc.assert(
      fc.property(counters, counters, (a, b) => {
        expect(Math.sign(compareCounters(a, b))).toBe(-Math.sign(compareCounters(b, a)) + 0);
        expect(compareCounters(a, a)).toBe(0);
      }),
    );
  });
});

describe('one start of a TPM', () => {
  const placeOf = (
    boot: Parameters<typeof checkHistory>[1],
    known: Partial<TpmRecord>,
    now: Partial<AttestedTpm> = {},
  ) => {
    const challenge: Challenge = {
      ekHash: '',
      akPublic: new Uint8Array(),
      secret: new Uint8Array(),
      nonce: new Uint8Array(),
      known: [{ ...record, ...known }],
    };
    return checkHistory({ ...tpm, ...now }, boot, challenge)[1]?.outcome;
  };
  const digest = '0'.repeat(64);

  test('has one identity key', () => {
    const boot = { ...here, identityKey: key(1) };
    expect(placeOf(boot, { identityKey: digest })).toBe('failed');
    expect(placeOf(boot, { identityKey: null })).toBe('passed');
    expect(placeOf(boot, { identityKey: digest, resetCount: 4 })).toBe('passed');
    expect(placeOf(boot, { identityKey: digest, restartCount: 0 })).toBe('passed');
    expect(placeOf(boot, { identityKey: digest, ...otherKey })).toBe('failed');
    expect(placeOf(boot, { identityKey: digest, ...otherKey, ...foreign }, foreign)).toBe('passed');
  });

  test('has one name, with its domain or without', () => {
    expect(placeOf({ ...here, hostName: 'HV-0001' }, {})).toBe('passed');
    expect(placeOf({ ...here, hostName: null }, {})).toBe('passed');
    expect(placeOf({ ...here, hostName: 'hv-0002' }, {})).toBe('failed');
    expect(placeOf({ ...here, hostName: 'hv-0002' }, { resetCount: 4 })).toBe('passed');
  });
});

test('without a proven quote nothing is held against anything', () => {
  expect(checkHistory(null, here, null).map(({ outcome }) => outcome)).toEqual([
    'skipped',
    'skipped',
  ]);
});
