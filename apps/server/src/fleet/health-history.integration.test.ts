import { type HealthNode, type HealthStatus, healthLeaves, healthTree } from '@gatehouse/contracts';
import { createTestDatabase, serverSchema, type TestDatabase } from '@gatehouse/database';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noReadings } from '../health/readings.ts';
import { createFleetStore, type FleetStore } from './fleet-store.ts';
import { createHealthHistory, type HealthHistory, historyLimits } from './health-history.ts';

const host = '5f0c5e0a-6a39-4a8c-8a43-0d7c1d7d3a01';
const gone = '5f0c5e0a-6a39-4a8c-8a43-0d7c1d7d3a02';
const start = Date.parse('2026-11-23T02:00:00.000Z');
const at = (minute: number) => new Date(start + minute * 60_000);

let database: TestDatabase;
let store: FleetStore;
let history: HealthHistory;
let now: Date;
beforeEach(async () => {
  now = at(0);
  database = await createTestDatabase('server');
  const { db } = database;
  store = createFleetStore(db);
  history = createHealthHistory(db, () => now);
  const [account] = await db
    .insert(serverSchema.runAsAccounts)
    .values({ name: 'hosts', username: 'gatehouse', secret: new Uint8Array(1) })
    .returning();
  await db.insert(serverSchema.hosts).values({
    id: host,
    name: 'hv-0001.fabric.test',
    group: 'All Hosts',
    runAsAccountId: account?.id ?? '',
    guarded: true,
    addedBy: 'administrator',
  });
});
afterEach(() => database.close());

/** The tree of a host of which one category may be told; all others are OK since minute 0. */
const treeWith = (id: string, status: HealthStatus, since: Date, cause: string | null) =>
  healthTree.map(
    (node): HealthNode => ({
      ...node,
      checkedAt: since.toISOString(),
      expected: null,
      actual: null,
      causeCode: null,
      meaning: null,
      remedy: null,
      who: null,
      evidence: null,
      explanation: null,
      repairable: false,
      ...(node.id === id
        ? { status, since: since.toISOString(), cause }
        : { status: 'ok' as const, since: at(0).toISOString(), cause: null }),
    }),
  );
const save = (minute: number, status: HealthStatus, since: number, cause: string | null = null) =>
  store.saveStates(
    new Map(
      [host, gone].map((id) => [
        id,
        { readings: noReadings, nodes: treeWith('network.winrm', status, at(since), cause) },
      ]),
    ),
    at(minute),
  );
const all = { limit: 100, offset: 0 };
const changesOfWinrm = async () =>
  (await history.ofHost(host, all)).items.filter(({ node }) => node === 'network.winrm');

test('tells each change of a category once, newest first, with what it was before and why', async () => {
  await save(0, 'ok', 0);
  await save(1, 'error', 1, 'WinRM does not answer.');
  await save(2, 'error', 1, 'WinRM does not answer.');
  await save(3, 'error', 3, 'The password is wrong.');
  await save(9, 'ok', 9);
  expect(await changesOfWinrm()).toEqual(
    [
      { at: at(9), before: 'error', status: 'ok', cause: null },
      { at: at(3), before: 'error', status: 'error', cause: 'The password is wrong.' },
      { at: at(1), before: 'ok', status: 'error', cause: 'WinRM does not answer.' },
      { at: at(0), before: null, status: 'ok', cause: null },
    ].map((change) => ({ ...change, at: change.at.toISOString(), node: 'network.winrm' })),
  );
});

test('holds the categories that are judged themselves, and pages', async () => {
  await save(0, 'ok', 0);
  await save(1, 'stale', 1, 'It was last read a minute ago.');
  const { items, total } = await history.ofHost(host, all);
  expect(total).toBe(healthLeaves.length + 1);
  expect(new Set(items.map(({ node }) => node))).toEqual(new Set(healthLeaves));
  const second = await history.ofHost(host, { limit: 1, offset: 1 });
  expect(second).toEqual({ items: [items[1]], total });
});

test('a category that becomes the same again soon after is another change', async () => {
  for (const minute of [0, 1, 2, 3]) await save(minute, minute % 2 === 0 ? 'ok' : 'error', minute);
  expect((await changesOfWinrm()).map(({ status }) => status)).toEqual([
    'error',
    'ok',
    'error',
    'ok',
  ]);
});

test('what is old is forgotten, and of a host that flaps the newest are kept', async () => {
  const { db } = database;
  await save(0, 'ok', 0);
  const flaps = Array.from({ length: historyLimits.changesOfHost + 5 }, (_, i) => ({
    hostId: host,
    node: 'platform.clock' as const,
    at: new Date(at(1).getTime() + i * 1000),
    status: 'error' as const,
  }));
  await db.insert(serverSchema.healthChanges).values(flaps);
  await history.prune();
  const kept = await history.ofHost(host, { limit: 1, offset: 0 });
  expect(kept.total).toBe(historyLimits.changesOfHost);
  expect(kept.items[0]?.at).toBe(flaps.at(-1)?.at.toISOString());
  now = new Date(now.getTime() + (historyLimits.days + 1) * 24 * 60 * 60_000);
  await history.prune();
  expect(await history.ofHost(host, all)).toEqual({ items: [], total: 0 });
});
