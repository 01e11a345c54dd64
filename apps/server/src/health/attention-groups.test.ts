import { expect, test } from 'vitest';
import { attentionGroupsOf } from './attention-groups.ts';
import {
  healthyHgs,
  healthyInput,
  healthyReadings,
  now,
  refusedVerdict,
  secondsAgo,
} from './fixtures.ts';
import { foldHealth } from './fold-health.ts';
import type { FoldInput } from './fold-input.ts';

const host = (id: string, input: FoldInput, maintenance = false) => ({
  id,
  name: `${id}.fabric.test`,
  maintenance,
  nodes: foldHealth(input),
});

const secureBootOff: FoldInput = {
  ...healthyInput,
  hgs: { ...healthyHgs, verdict: refusedVerdict() },
  readings: {
    ...healthyReadings,
    deviceGuard: {
      at: secondsAgo(1),
      milliseconds: 1,
      value: {
        virtualizationBasedSecurity: 'running',
        codeIntegrity: 'enforced',
        secureBoot: false,
      },
    },
  },
};
const auditOnly: FoldInput = {
  ...healthyInput,
  readings: {
    ...healthyReadings,
    deviceGuard: {
      at: secondsAgo(1),
      milliseconds: 1,
      value: { virtualizationBasedSecurity: 'running', codeIntegrity: 'audit', secureBoot: true },
    },
  },
};

test('groups hosts by cause, worst first, then most hosts first', () => {
  const groups = attentionGroupsOf([
    host('a', auditOnly),
    host('b', auditOnly),
    host('c', secureBootOff),
    host('d', healthyInput),
  ]);
  expect(groups.map(({ causeCode, hosts }) => [causeCode, hosts.length])).toEqual([
    ['hgs-secure-boot-off', 1],
    ['code-integrity-audit-only', 2],
  ]);
});

test('shows one defect once: what HGS saw stands for what was read', () => {
  expect(attentionGroupsOf([host('c', secureBootOff)])).toHaveLength(1);
});

test('a host that cannot be reached needs somebody for that alone, however old the rest', () => {
  const unreachable: FoldInput = {
    ...healthyInput,
    now: new Date(now.getTime() + 7_200_000),
    hgs: { ...healthyHgs, heardAt: null },
    readings: {
      ...healthyReadings,
      reachability: {
        at: secondsAgo(-7_199),
        milliseconds: null,
        productVersion: null,
        failure: { causeCode: 'host-unreachable', detail: 'no route' },
      },
    },
  };
  expect(attentionGroupsOf([host('a', unreachable)]).map(({ causeCode }) => causeCode)).toEqual([
    'host-unreachable',
  ]);
});

test('leaves out hosts in maintenance', () => {
  expect(attentionGroupsOf([host('c', secureBootOff, true)])).toEqual([]);
});
