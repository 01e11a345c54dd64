import { expect, test } from 'vitest';
import type { HostRecord } from '../fleet/host-record.ts';
import {
  healthyHgs,
  healthyInput,
  healthyReadings,
  refusedVerdict,
  secondsAgo,
} from '../health/fixtures.ts';
import { foldHealth } from '../health/fold-health.ts';
import type { FoldInput } from '../health/fold-input.ts';
import { planOf } from './plan.ts';

const record: HostRecord = {
  id: 'a',
  name: 'hv-0001.fabric.test',
  group: 'All Hosts',
  runAsAccountId: 'r',
  guarded: true,
  codeIntegrityPolicyId: 'p',
  policyDeployedAt: null,
  policyDeployedFile: null,
  maintenance: false,
  adding: false,
  addedAt: secondsAgo(1),
  addedBy: 'admin',
};
const repairOf = (input: FoldInput) => planOf('repair', { record, nodes: foldHealth(input) });

test('nothing to repair is read again', () => {
  expect(repairOf(healthyInput)).toEqual(['read-again']);
});

test('an untrusted policy is deployed, the host restarted once and attested', () => {
  const verdict = refusedVerdict({
    substatus: ['CodeIntegrityPolicy', 'FullBoot'],
    codeIntegrityPolicy: { name: 'x', version: '1', digestAlgorithm: 'sha256', digest: 'aa' },
  });
  expect(repairOf({ ...healthyInput, hgs: { ...healthyHgs, verdict } })).toEqual([
    'redeploy-code-integrity-policy',
    'restart-if-needed',
    'attest',
    'read-again',
  ]);
});

test('a diagnosis asks for HGS and attests only where the host is to be guarded', () => {
  const nodes = foldHealth(healthyInput);
  const outside = ['resolve', 'identify', 'authenticate', 'read'];
  expect(planOf('diagnose', { record, nodes })).toEqual([
    ...outside,
    'read-tpm-identity',
    'reach-hgs',
    'attest',
    'read-again',
  ]);
  const unguarded = { ...record, guarded: false };
  expect(planOf('diagnose', { record: unguarded, nodes })).toEqual([...outside, 'read-again']);
});

test('services are started before anything is asked of the host', () => {
  const services = {
    at: secondsAgo(1),
    milliseconds: 1,
    value: [
      { name: 'vmms', state: 'Stopped', startMode: 'Auto' },
      { name: 'HgClientService', state: 'Stopped', startMode: 'Auto' },
    ],
  };
  expect(repairOf({ ...healthyInput, readings: { ...healthyReadings, services } })).toEqual([
    'start-hgs-client',
    'start-hyper-v',
    'attest',
    'read-again',
  ]);
});

test('a host that is not guarded is given no HGS URLs and does not attest', () => {
  const host = { record: { ...record, guarded: false, codeIntegrityPolicyId: null }, nodes: [] };
  expect(planOf('add-hosts', host)).toEqual([
    'resolve',
    'identify',
    'authenticate',
    'read',
    'read-tpm-identity',
    'read-again',
  ]);
});
