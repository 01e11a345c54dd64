import type { HostSummary } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { filterHosts } from './filter-hosts.ts';

const host = (name: string, change: Partial<HostSummary> = {}): HostSummary => ({
  id: name,
  name,
  group: 'Rack 3',
  status: 'ok',
  since: null,
  reason: null,
  problems: [],
  attestation: null,
  hgsClient: 'ok',
  codeIntegrityPolicy: null,
  winrm: { status: 'ok', milliseconds: 1 },
  os: null,
  tpm: null,
  lastSeen: null,
  maintenance: false,
  ...change,
});
const secureBoot = {
  node: 'hgs-client.attestation',
  status: 'error',
  causeCode: 'hgs-secure-boot-off',
  repairable: false,
  since: null,
} as const;
const hosts = [
  host('hv-0010'),
  host('hv-0002', { status: 'error', problems: [secureBoot] }),
  host('hv-0001', { group: 'Rack 4' }),
];
const names = (filter: string, sort?: string) =>
  filterHosts(hosts, { filter, sort, limit: 100, offset: 0 }).items.map(({ name }) => name);

test('all words and tokens must match', () => {
  expect(names('')).toEqual(['hv-0001', 'hv-0002', 'hv-0010']);
  expect(names('status:error cause:secure-boot')).toEqual(['hv-0002']);
  expect(names('group:rack-3')).toEqual(['hv-0002', 'hv-0010']);
  expect(names('0010 status:error')).toEqual([]);
});

test('sorts both ways and by severity', () => {
  expect(names('', '-name')).toEqual(['hv-0010', 'hv-0002', 'hv-0001']);
  expect(names('', '-status')[0]).toBe('hv-0002');
});

test('cuts a page and counts all', () => {
  const page = filterHosts(hosts, { limit: 1, offset: 1 });
  expect([page.items.length, page.items[0]?.name, page.total]).toEqual([1, 'hv-0002', 3]);
});
