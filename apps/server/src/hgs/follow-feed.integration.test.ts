import { createServer } from 'node:http';
import { feedRoutes, hgsRoutes, type TpmHost, type Verdict } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFleet } from '../fleet/fleet.ts';
import { createFleetStore } from '../fleet/fleet-store.ts';
import { passedVerdict } from '../health/fixtures.ts';
import type { FeedReader } from './feed-reader.ts';
import { createFeedStore } from './feed-store.ts';
import { followFeed } from './follow-feed.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase('server');
  await database.migrate();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  await database.close();
});

const patience = { timeout: 15_000 };
const ekOf = (digit: string) => digit.repeat(64);
const verdictOf = (digit: string, at: string): Verdict => ({
  ...passedVerdict,
  id: `7c8b1d1e-0f3a-4a58-9d0a-0f6d2c1b4e1${digit}`,
  at,
  ekHash: ekOf(digit),
  hostName: `hv-${digit}`,
});
const authorized = (digit: string): TpmHost => ({
  id: `0b8f4c1e-7d0b-4c58-9a50-2f8f5f0e9d1${digit}`,
  name: `hv-${digit}`,
  ekHash: ekOf(digit),
  certificatePath: { outcome: 'trusted', subject: null, issuer: null, detail: '' },
  endorsement: 'certified',
  alarm: null,
  addedAt: '2026-11-20T00:00:00.000Z',
  addedBy: 'admin',
  lastAttestedAt: null,
});

/** What an hgs answers, and what it was asked; each answer is checked against the contract. */
async function serveHgs(answers: {
  feed: { entries: unknown[]; last: number; oldest: number };
  verdicts: Verdict[];
  hosts: TpmHost[];
  isDown?: boolean;
}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://hgs');
    asked.push(pathname);
    const isLists = pathname !== feedRoutes.getFeed.path;
    if (request.headers.authorization !== 'Bearer a-token' || (isLists && answers.isDown)) {
      response.writeHead(503).end();
      return;
    }
    const list = (items: readonly unknown[]) => ({ items, total: items.length });
    const body = {
      [feedRoutes.getFeed.path]: answers.feed,
      [hgsRoutes.listVerdicts.path]: list(answers.verdicts),
      [hgsRoutes.listTpmHosts.path]: list(answers.hosts),
      [hgsRoutes.listWaitingHosts.path]: list([]),
    }[pathname];
    setTimeout(() => response.end(JSON.stringify(body)), isLists ? 0 : 50);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

function follow(url: string): { fleet: ReturnType<typeof createFleet>; reader: FeedReader } {
  const intervals = { reachability: 30_000, services: 60_000, platform: 60_000 };
  const fleet = createFleet({
    intervals,
    attached: null,
    clock: () => new Date(),
    onChange: () => {},
    onDirty: () => {},
  });
  const reader = followFeed({
    hgs: { url, readerToken: 'a-token' },
    fleet,
    follower: { take: () => {}, close: () => {} },
    tell: async () => {},
    store: createFeedStore(database.db),
    intervals,
    clock: () => new Date(),
    logger: pino({ level: 'silent' }),
  });
  closing.push(() => reader.close());
  return { fleet, reader };
}

test('a gap in the feed is filled from the lists of hgs: verdicts, and who was authorised or withdrawn', async () => {
  const [known, missed] = [
    verdictOf('1', '2026-11-23T09:00:00.000Z'),
    verdictOf('2', '2026-11-23T09:30:00.000Z'),
  ];
  const answers = {
    feed: { entries: [] as unknown[], last: 900, oldest: 800 },
    verdicts: [missed, known],
    hosts: [authorized('2')],
    isDown: true,
  };
  const { url, asked } = await serveHgs(answers);
  const at = known.at;
  await createFeedStore(database.db).save(
    url,
    [
      { kind: 'host-authorized', sequence: 1, at, name: 'hv-1', ekHash: ekOf('1') },
      { kind: 'verdict', sequence: 2, at, verdict: known },
    ],
    2,
  );
  const next = { kind: 'trust-changed', sequence: 800, at, what: 'something' };
  answers.feed = { entries: [next], last: 800, oldest: 800 };
  const { fleet } = follow(url);

  // While the lists do not answer, the position stays: what was missed is asked for again.
  await expect
    .poll(() => asked.filter((path) => path === hgsRoutes.listVerdicts.path).length, patience)
    .toBe(2);
  expect(await createFeedStore(database.db).position(url)).toBe(2);
  answers.isDown = false;
  await expect.poll(() => createFeedStore(database.db).position(url), patience).toBe(800);

  expect(fleet.verdictOf(ekOf('2'))).toEqual(missed);
  const store = createFleetStore(database.db);
  expect((await store.loadVerdicts()).map(({ id }) => id).toSorted()).toEqual([
    known.id,
    missed.id,
  ]);
  const standings = await store.loadStandings();
  expect(standings.map(({ name, standing }) => [name, standing]).toSorted()).toEqual([
    ['hv-1', 'withdrawn'],
    ['hv-2', 'authorized'],
  ]);
});
