import type { HealthChange, HealthNodeId, HealthStatus } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { bandsSpan, healthBands } from './health-bands.ts';

const change = (minute: number, node: HealthNodeId, status: HealthStatus): HealthChange => ({
  at: new Date(minute * 60_000).toISOString(),
  node,
  before: null,
  status,
  cause: null,
});
const minutes = (count: number) => count * 60_000;

test('bands hold each status from its change to the next, cut to the time that is shown', () => {
  const changes = [
    change(50, 'network.winrm', 'ok'),
    change(30, 'network.winrm', 'error'),
    change(0, 'network.winrm', 'ok'),
  ];
  expect(healthBands(changes, minutes(10), minutes(60))).toEqual([
    {
      node: 'network.winrm',
      stretches: [
        { status: 'ok', from: minutes(10), to: minutes(30) },
        { status: 'error', from: minutes(30), to: minutes(50) },
        { status: 'ok', from: minutes(50), to: minutes(60) },
      ],
    },
  ]);
});

test('categories that were OK all the time have no band, also if they were not before', () => {
  const changes = [change(5, 'platform.clock', 'ok'), change(0, 'platform.clock', 'error')];
  expect(healthBands(changes, minutes(10), minutes(60))).toEqual([]);
});

test('what is not known is not drawn', () => {
  const [band] = healthBands([change(20, 'platform.tpm', 'warning')], minutes(10), minutes(60));
  expect(band?.stretches).toEqual([{ status: 'warning', from: minutes(20), to: minutes(60) }]);
});

test('what is known of less than a day fills the width, from an hour on', () => {
  const now = minutes(10_000);
  const since = (minute: number) => bandsSpan([change(minute, 'platform.tpm', 'ok')], now).from;
  expect(since(9_990)).toBe(minutes(9_940));
  expect(since(9_500)).toBe(minutes(9_500));
  expect(since(100)).toBe(minutes(10_000 - 24 * 60));
  expect(bandsSpan([], now)).toEqual({ from: minutes(9_940), to: now });
});

test('a change that is newer than the clock of the page is drawn', () => {
  const now = minutes(10_000);
  const late = change(10_001, 'platform.tpm', 'error');
  expect(bandsSpan([late], now)).toEqual({ from: minutes(9_941), to: minutes(10_001) });
});
