import { hostSummary } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { healthyHgs, healthyInput, healthyReadings, refusedVerdict } from './fixtures.ts';
import { foldHealth } from './fold-health.ts';
import type { FoldInput } from './fold-input.ts';
import { hostSummaryOf } from './host-summary.ts';

const summaryOf = (input: FoldInput, maintenance = false) =>
  hostSummaryOf({
    id: '0d4f0a3e-0ab8-4d3e-9d1f-2a0d8a3e7b10',
    name: input.host.name,
    group: 'All Hosts',
    maintenance,
    guarded: input.host.guarded,
    codeIntegrityPolicy: input.host.codeIntegrityPolicy,
    nodes: foldHealth(input),
    readings: input.readings,
    hgs: input.hgs,
  });
const refused: FoldInput = { ...healthyInput, hgs: { ...healthyHgs, verdict: refusedVerdict() } };

test('has the shape of the contract', () => {
  const summary = summaryOf({
    ...healthyInput,
    host: { ...healthyInput.host, codeIntegrityPolicy: null },
  });
  expect(hostSummary.parse(summary)).toEqual(summary);
  expect(summary).toMatchObject({ status: 'ok', reason: null, problems: [] });
});

test('gives the cause of the worst node as the reason', () => {
  expect(summaryOf(refused)).toMatchObject({
    status: 'error',
    reason: 'The boot log shows Secure Boot off.',
    attestation: { status: 'InsecureHostConfiguration', substatus: ['SecureBoot'] },
    problems: [{ node: 'hgs-client.attestation', causeCode: 'hgs-secure-boot-off' }],
  });
});

test('maintenance replaces the status and hides no problem', () => {
  expect(summaryOf(refused, true)).toMatchObject({ status: 'maintenance', problems: [{}] });
});

test('does not repeat what the host claims where HGS could tell and does not', () => {
  expect(
    summaryOf({ ...healthyInput, hgs: { ...healthyHgs, verdict: null } }).attestation,
  ).toBeNull();
  const uncovered = { ...healthyHgs, verdict: null, covers: false };
  expect(summaryOf({ ...healthyInput, hgs: uncovered }).attestation?.status).toBe('Passed');
});

test('tells no response time of a host that does not answer', () => {
  const reachability = {
    at: healthyReadings.reachability?.at ?? '',
    milliseconds: 3000,
    productVersion: null,
    failure: { causeCode: 'winrm-silent' as const, detail: 'no answer in 3 s' },
  };
  const input = { ...healthyInput, readings: { ...healthyReadings, reachability } };
  expect(summaryOf(input).winrm).toEqual({ status: 'error', milliseconds: null });
});
