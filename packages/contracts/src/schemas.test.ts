import { describe, expect, test } from 'vitest';
import { verdict } from './attestations.ts';
import { causeCodes, healthTree } from './health.ts';
import { hgsPair } from './hgs-settings.ts';
import { addHosts, hostName } from './hosts.ts';

describe('a pair of HGS URLs', () => {
  const pair = (attestationServerUrl: string) => ({
    attestationServerUrl,
    keyProtectionServerUrl: 'https://hgs.bastion.local/KeyProtection',
  });

  test('is taken without its trailing slash', () => {
    const parsed = hgsPair.parse(pair(' http://127.0.0.1:8081/Attestation/ '));
    expect(parsed.attestationServerUrl).toBe('http://127.0.0.1:8081/Attestation');
  });

  test.each([
    'hgs.bastion.local/Attestation',
    'ftp://hgs.bastion.local/Attestation',
    'https://hgs.bastion.local/KeyProtection',
    'https://hgs.bastion.local/Attestation?x=1',
    'https://user:secret@hgs.bastion.local/Attestation',
    'javascript:alert(1)//Attestation',
  ])('refuses %s', (url) => {
    expect(hgsPair.safeParse(pair(url)).success).toBe(false);
  });
});

describe('a host name', () => {
  test.each(['hv-0001.fabric.test', 'HV1', '10.1.2.3'])('may be %s', (text) => {
    expect(hostName.parse(text)).toBe(text.toLowerCase());
  });

  test.each(['', '-a', 'a..b', 'a b', 'a/b', 'a:5985', 'ho$t', `${'a'.repeat(64)}.test`])(
    'may not be %j',
    (text) => expect(hostName.safeParse(text).success).toBe(false),
  );
});

test('a verdict of before TPMs were told of is read without them', () => {
  const old = {
    id: '0b8f4c1e-7d0b-4c58-9a50-2f8f5f0e9d11',
    at: '2026-11-23T10:00:00.000Z',
    ekHash: 'e1'.repeat(32),
    hostName: 'hv-0001',
    authorized: true,
    status: 'Passed',
    substatus: [],
    errorReply: null,
    checks: [],
    eventLog: null,
    baseline: null,
    codeIntegrityPolicy: null,
    certificateThumbprint: null,
    validUntil: null,
  };
  expect(verdict.parse(old)).toEqual({
    ...old,
    endorsement: null,
    tpm: null,
    alarm: null,
    explanation: null,
  });
});

test('adding hosts has sensible defaults', () => {
  const parsed = addHosts.parse({
    names: ['hv-0021.fabric.test'],
    runAsAccountId: '0b8f4c1e-7d0b-4c58-9a50-2f8f5f0e9d11',
  });
  expect(parsed).toMatchObject({ group: 'All Hosts', guarded: true, codeIntegrityPolicyId: null });
});

test('in the health tree a parent stands before its children, and there is one root', () => {
  const seen = new Set<string>();
  for (const { id, parent } of healthTree) {
    if (parent !== null) expect(seen).toContain(parent);
    seen.add(id);
  }
  expect(healthTree.filter((node) => node.parent === null)).toHaveLength(1);
  expect(new Set(causeCodes).size).toBe(causeCodes.length);
});
