import { type CauseCode, healthLeaves } from '@gatehouse/contracts';
import { createTestDatabase, serverSchema, type TestDatabase } from '@gatehouse/database';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFleet, type Fleet } from './fleet.ts';
import { loadFleet } from './fleet-loader.ts';
import { createFleetPersistence, type FleetPersistence } from './fleet-persistence.ts';
import { createFleetStore, type FleetStore } from './fleet-store.ts';
import { createHealthHistory, type HealthHistory, historyLimits } from './health-history.ts';

const host = '5f0c5e0a-6a39-4a8c-8a43-0d7c1d7d3a01';
const start = Date.parse('2026-11-23T02:00:00.000Z');
const at = (second: number) => new Date(start + second * 1000);
const hour = 3600;

let database: TestDatabase;
let store: FleetStore;
let history: HealthHistory;
let now: Date;
let fleet: Fleet;
let persistence: FleetPersistence;
/** Whether what is written is acknowledged: without it the writer cannot know that it was written. */
let acknowledges: boolean;
beforeEach(async () => {
  now = at(0);
  acknowledges = true;
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
  await begin();
});
afterEach(async () => {
  await persistence.close();
  await database.close();
});

/** What a start of the server does: a fleet from what was saved. */
async function begin() {
  const clock = () => now;
  const milliseconds = hour * 1000;
  persistence = createFleetPersistence({
    fleet: () => fleet,
    store: {
      saveStates: async (states, savedAt) => {
        await store.saveStates(states, savedAt);
        if (!acknowledges) throw new Error('the connection was lost');
      },
    },
    clock,
    logger: pino({ enabled: false }),
    every: 3_600_000,
    onSaved: async () => {},
  });
  fleet = createFleet({
    intervals: { reachability: milliseconds, services: milliseconds, platform: milliseconds },
    attached: null,
    clock,
    onChange: () => {},
    onDirty: (id, changes) => persistence.markDirty(id, changes),
  });
  await loadFleet(fleet, store);
}

/** WinRM of the host as it is read at a second: answering, or failing for a cause. */
const read = (second: number, causeCode: CauseCode | null) => {
  now = at(second);
  fleet.read(host, {
    reachability: {
      at: now.toISOString(),
      milliseconds: causeCode === null ? 2 : null,
      productVersion: null,
      failure: causeCode === null ? null : { causeCode, detail: 'as the test has it' },
    },
  });
};
const all = { limit: 100, offset: 0 };
const changesOfWinrm = async () =>
  (await history.ofHost(host, all)).items
    .filter(({ node }) => node === 'network.winrm')
    .map(({ at, before, status }) => [at, before, status]);

test('tells each change of a category once, newest first, with what it was before and why', async () => {
  for (const [second, cause] of [
    [1, null],
    [2, 'winrm-silent'],
    [3, 'winrm-silent'],
    [4, 'access-denied'],
    [9, null],
  ] as const) {
    read(second, cause);
    await persistence.flush();
  }
  const changes = (await history.ofHost(host, all)).items.filter(
    ({ node }) => node === 'network.winrm',
  );
  expect(changes).toMatchObject([
    { at: at(9).toISOString(), before: 'error', status: 'ok', cause: null },
    { at: at(4).toISOString(), before: 'error', status: 'error' },
    { at: at(2).toISOString(), before: 'ok', status: 'error' },
    { at: at(1).toISOString(), before: null, status: 'ok', cause: null },
  ]);
  expect(new Set(changes.map(({ cause }) => cause)).size).toBe(3);
});

test('what went wrong and right again between two savings is told, and so is a second time', async () => {
  read(1, null);
  await persistence.flush();
  read(2, 'winrm-silent');
  read(3, null);
  read(4, 'winrm-silent');
  read(5, null);
  await persistence.flush();
  expect(await changesOfWinrm()).toEqual([
    [at(5).toISOString(), 'error', 'ok'],
    [at(4).toISOString(), 'ok', 'error'],
    [at(3).toISOString(), 'error', 'ok'],
    [at(2).toISOString(), 'ok', 'error'],
    [at(1).toISOString(), null, 'ok'],
  ]);
});

test('what was written without its answer is written again, and told once', async () => {
  read(1, null);
  acknowledges = false;
  await persistence.flush();
  read(2, 'winrm-silent');
  acknowledges = true;
  await persistence.flush();
  expect(await changesOfWinrm()).toEqual([
    [at(2).toISOString(), 'ok', 'error'],
    [at(1).toISOString(), null, 'ok'],
  ]);
});

test('what two replicas saw is told once', async () => {
  read(1, null);
  read(2, 'winrm-silent');
  await persistence.flush();
  const rows = await database.db.select().from(serverSchema.healthChanges);
  const later = (by: number) => rows.map((row) => ({ ...row, at: new Date(+row.at + by) }));
  await database.db.insert(serverSchema.healthChanges).values(later(7));
  expect(await changesOfWinrm()).toEqual([
    [at(2).toISOString(), 'ok', 'error'],
    [at(1).toISOString(), null, 'ok'],
  ]);
  const { items, total } = await history.ofHost(host, all);
  expect(items).toHaveLength(total);
});

test('what became stale while the server was away is told when it starts', async () => {
  read(1, null);
  await persistence.close();
  now = at(3 * hour);
  await begin();
  await persistence.flush();
  expect(await changesOfWinrm()).toEqual([
    [now.toISOString(), 'ok', 'stale'],
    [at(1).toISOString(), null, 'ok'],
  ]);
});

test('holds the categories that are judged themselves, and pages; a host that is gone is passed over', async () => {
  read(1, 'winrm-silent');
  persistence.markDirty('5f0c5e0a-6a39-4a8c-8a43-0d7c1d7d3a02', []);
  await persistence.flush();
  const { items, total } = await history.ofHost(host, all);
  expect(items.map(({ node }) => node)).toContain('network.winrm');
  expect(items.filter(({ node }) => !healthLeaves.includes(node))).toEqual([]);
  expect(total).toBe(items.length);
  const second = await history.ofHost(host, { limit: 1, offset: 1 });
  expect(second).toEqual({ items: items.slice(1, 2), total });
});

test('what is old is forgotten, and of a host that flaps the newest are kept', async () => {
  const { db } = database;
  const flaps = Array.from({ length: historyLimits.changesOfHost + 5 }, (_, i) => ({
    hostId: host,
    node: 'platform.clock' as const,
    at: at(60 + i),
    status: i % 2 === 0 ? ('error' as const) : ('ok' as const),
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
