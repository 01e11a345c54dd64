import { toHex } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import { derive } from './derive.ts';
import { hostIdentity, tpmSeed } from './host-identity.ts';

describe('identities of hosts', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(hostIdentity('a', 7)).toEqual(hostIdentity('a', 7));
    expect(hostIdentity('a', 7).serialNumber).not.toBe(hostIdentity('b', 7).serialNumber);
    expect(hostIdentity('a', 7).systemUuid).not.toBe(hostIdentity('a', 8).systemUuid);
  });

  test('have DNS names in the reserved domain', () => {
    expect(hostIdentity('a', 1).name).toBe('hv-0001.fabric.test');
    expect(hostIdentity('a', 9999).computerName).toBe('HV-9999');
  });

  test('share a few product lines, so that hosts share baselines', () => {
    const lines = new Set(Array.from({ length: 24 }, (_, i) => hostIdentity('a', i + 1).line));
    expect(lines.size).toBe(4);
  });

  test.each([0, -1, 1.5, 10_000])('refuse the number %d', (number) => {
    expect(() => hostIdentity('a', number)).toThrow(RangeError);
  });

  test('an exchanged TPM is another TPM', () => {
    const host = hostIdentity('a', 1);
    expect(toHex(tpmSeed('a', host, 0))).not.toBe(toHex(tpmSeed('a', host, 1)));
    expect(tpmSeed('a', host, 0)).toHaveLength(32);
  });
});

test('bytes of a longer derivation start with those of a shorter one, and purposes share none', () => {
  const long = toHex(derive('seed', 'purpose', 100));
  expect(long.startsWith(toHex(derive('seed', 'purpose', 40)))).toBe(true);
  expect(long).not.toContain(toHex(derive('seed', 'purpose 2', 8)));
});
