import {
  createSelfSigned,
  createSigningKey,
  issueEkCertificate,
  parseCertificate,
} from '@gatehouse/pki';
import { expect, test } from 'vitest';
import { policyStatesOf, type SharedTrust } from '../store/trust-store.ts';
import { createPathMemory } from './path-memory.ts';

const serialNumber = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const maker = createSigningKey();
const rootOf = (notAfter: string) =>
  createSelfSigned({
    commonName: 'maker',
    key: maker,
    validity: { notBefore: new Date('2026-01-01'), notAfter: new Date(notAfter) },
    serialNumber,
    use: 'ca',
  });
const root = rootOf('2027-01-01');
const tpm = {
  id: 'one',
  ekCertificate: issueEkCertificate({
    issuer: { certificate: root, key: maker },
    publicKey: createSigningKey().publicKey,
    validity: { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') },
    serialNumber,
    tpm: { manufacturer: 'id:47484F55', model: 'test', version: 'id:00000001' },
  }),
};
const trusting = (...roots: readonly Uint8Array[]): SharedTrust => ({
  revision: 1,
  baselines: [],
  codeIntegrityPolicies: [],
  policies: policyStatesOf([]),
  dumpKeys: [],
  roots: roots.map(parseCertificate),
  intermediates: [],
});
const summer = new Date('2026-07-01');

test('a path is remembered, so that a list asks for it once', () => {
  const pathOf = createPathMemory();
  const first = pathOf(tpm, trusting(root), summer);
  expect(first.outcome).toBe('trusted');
  expect(pathOf(tpm, trusting(root), summer)).toBe(first);
});

test('and followed again once the manufacturer is no longer trusted, or is again', () => {
  const pathOf = createPathMemory();
  expect(pathOf(tpm, trusting(root), summer).outcome).toBe('trusted');
  expect(pathOf(tpm, trusting(), summer).outcome).toBe('untrusted');
  expect(pathOf(tpm, trusting(root), summer).outcome).toBe('trusted');
});

test('and once one of its certificates has expired, the root too', () => {
  const pathOf = createPathMemory();
  const trust = trusting(root);
  expect(pathOf(tpm, trust, new Date('2026-12-31')).outcome).toBe('trusted');
  expect(pathOf(tpm, trust, new Date('2027-01-02')).outcome).toBe('invalid');
});

test('what did not hold is tried again a minute later', () => {
  const pathOf = createPathMemory();
  const trust = trusting(root);
  expect(pathOf(tpm, trust, new Date('2025-12-31T23:59:30Z')).outcome).toBe('invalid');
  expect(pathOf(tpm, trust, new Date('2026-01-01T00:01:00Z')).outcome).toBe('trusted');
});

test('a TPM without a certificate leads nowhere', () => {
  expect(
    createPathMemory()({ id: 'two', ekCertificate: null }, trusting(root), summer),
  ).toMatchObject({ outcome: 'absent' });
});
