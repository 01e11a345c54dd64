import type { HostSummary } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { emptyLiveState, type LiveState, liveStep } from './live-state.ts';

const at = '2026-11-23T02:14:00.000Z';
const host = (id: string, status: HostSummary['status'] = 'ok'): HostSummary => ({
  id,
  name: `${id}.fabric.test`,
  group: 'All Hosts',
  status,
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
});

const loaded: LiveState = liveStep(emptyLiveState, {
  kind: 'snapshot',
  snapshot: { sequence: 7, at, hosts: [host('a'), host('b')], jobs: [] },
}).state;

const batch = (
  sequence: number,
  hosts: readonly HostSummary[] = [],
  removedHosts: readonly string[] = [],
) =>
  ({ kind: 'batch', batch: { sequence, at, hosts, removedHosts, jobs: [], topics: [] } }) as const;

test('applies a batch that follows on', () => {
  const { state, resync } = liveStep(loaded, batch(8, [host('a', 'error')], ['b']));
  expect(resync).toBe(false);
  expect([...state.hosts.values()].map((row) => [row.id, row.status])).toEqual([['a', 'error']]);
});

test('asks for a snapshot when a number is skipped, and changes nothing', () => {
  expect(liveStep(loaded, batch(9, [host('a', 'error')]))).toEqual({ state: loaded, resync: true });
});

test('ignores a batch that it has already', () => {
  expect(liveStep(loaded, batch(7, [host('a', 'error')]))).toEqual({
    state: loaded,
    resync: false,
  });
});

test('asks for a snapshot when a batch comes before the first one', () => {
  expect(liveStep(emptyLiveState, batch(0)).resync).toBe(true);
});

test('asks for a snapshot when a heartbeat tells of a batch that never came', () => {
  expect(liveStep(loaded, { kind: 'heartbeat', sequence: 8, at }).resync).toBe(true);
  expect(liveStep(loaded, { kind: 'heartbeat', sequence: 7, at }).resync).toBe(false);
});

test('keeps the hosts while the line is down and calls them stale when it stays silent', () => {
  const down = liveStep(loaded, { kind: 'disconnected' }).state;
  expect(down).toMatchObject({ phase: 'reconnecting', hosts: loaded.hosts });
  const stale = liveStep(down, { kind: 'silent' }).state;
  expect(stale).toMatchObject({ phase: 'stale', at });
  expect(liveStep(stale, { kind: 'disconnected' }).state.phase).toBe('stale');
});

test('keeps the identity of a map that a batch does not touch', () => {
  expect(liveStep(loaded, batch(8)).state.hosts).toBe(loaded.hosts);
});
