import { randomUUID } from 'node:crypto';
import {
  type HgsPair,
  type ServerRole,
  serverPermissions,
  serverRoles,
  serverRoutes,
} from '@gatehouse/contracts';
import type { OpenDatabase } from '@gatehouse/database';
import type { ConnectHost } from '@gatehouse/fabric';
import { createAccounts, createHttpService, type HttpService } from '@gatehouse/http';
import type { Logger } from 'pino';
import { attestationHandlers } from './features/attestations/attestation-handlers.ts';
import { policyHandlers } from './features/code-integrity-policies/policy-handlers.ts';
import { hgsSettingsHandlers } from './features/hgs-settings/hgs-settings-handlers.ts';
import { hostHandlers } from './features/hosts/host-handlers.ts';
import { hostTpmHandlers } from './features/hosts/host-tpm-handler.ts';
import { jobHandlers } from './features/jobs/job-handlers.ts';
import { overviewHandlers } from './features/overview/overview-handlers.ts';
import { runAsAccountHandlers } from './features/run-as-accounts/run-as-account-handlers.ts';
import { simulatorHandlers } from './features/simulator/simulator-handlers.ts';
import { userHandlers } from './features/users/user-handlers.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import { loadFleet } from './fleet/fleet-loader.ts';
import { createFleetPersistence } from './fleet/fleet-persistence.ts';
import { createFleetSamples } from './fleet/fleet-samples.ts';
import { createFleetStore } from './fleet/fleet-store.ts';
import { createHealthHistory } from './fleet/health-history.ts';
import { createInventory } from './fleet/inventory.ts';
import { createPollMetrics, registerFleetMetrics } from './fleet-metrics.ts';
import type { PollIntervals } from './health/fold-input.ts';
import { createBootRegisters } from './hgs/boot-registers.ts';
import type { FeedReader } from './hgs/feed-reader.ts';
import { createFeedStore } from './hgs/feed-store.ts';
import { followFeed } from './hgs/follow-feed.ts';
import { createHgsFollower } from './hgs/hgs-follower.ts';
import { createHgsWatch } from './hgs/hgs-watch.ts';
import { createConnectToHost } from './hosts/connect-to-host.ts';
import { createCredentialsVault } from './hosts/credentials-vault.ts';
import { createJobRunner } from './jobs/job-runner.ts';
import { createJobStore } from './jobs/job-store.ts';
import { startJobs } from './jobs/jobs.ts';
import { jobSummaryOf } from './jobs/stored-job.ts';
import { createFileStore } from './library/file-store.ts';
import { createPoller } from './polling/poller.ts';
import { accountsWithEndings } from './realtime/accounts-with-endings.ts';
import type { LiveChange } from './realtime/delta-buffer.ts';
import { attachLiveServer, type LiveServer } from './realtime/live-server.ts';
import { livingSessionOf } from './realtime/living-session.ts';
import { standForLeadership } from './replicas/leadership.ts';
import { openReplicaChannel, type ReplicaChannel } from './replicas/replica-channel.ts';

import { createNewsTaker } from './replicas/take-news.ts';

export interface ServerDeps {
  /** Migrated. */
  readonly database: OpenDatabase;
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly clock: () => Date;
  readonly random: () => number;
  readonly connectHost: ConnectHost;
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly credentialsKey: Uint8Array;
  readonly intervals: PollIntervals;
  readonly hgs: { readonly url: string; readonly readerToken: string } | null;
  readonly guardianUrl: string | null;
  readonly simulatorUrl: string | null;
  readonly consoleDist: string | null;
  readonly adminPassword?: string | undefined;
  readonly setupToken?: string | undefined;
  readonly seedSession?: string | undefined;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  readonly restartTimeout?: number;
}

export interface GatehouseServer extends AsyncDisposable {
  readonly http: HttpService;
  /** Whether this replica polls the hosts and reads the feed. */
  readonly leading: boolean;
}

const pollConcurrency = 128;
const jobConcurrency = 16;
const saveEvery = 1000;
const batchEvery = 150;
const refoldEvery = 2000;
const sampleEvery = 60_000;
const lookAtHgsEvery = 60_000;
const pruneEvery = 60 * 60_000;
const recentJobs = 100;

const pairOf = (url: string): HgsPair => ({
  attestationServerUrl: `${url}/Attestation`,
  keyProtectionServerUrl: `${url}/KeyProtection`,
});

/** The fabric's server: everything behind its HTTP interface, and what goes on by itself. */
export const createServer = async (deps: ServerDeps): Promise<GatehouseServer> => {
  const { clock, database, databaseUrl, intervals, logger } = deps;
  const { db, pool } = database;
  const replicaId = randomUUID();
  const suggested = deps.hgs === null ? null : pairOf(deps.hgs.url);
  const background = (work: Promise<unknown>, what: string) => {
    work.catch((error: unknown) => logger.warn({ err: error }, what));
  };

  // What later parts fill in: changes before that reach nobody yet.
  const parts: { live?: LiveServer; channel?: ReplicaChannel } = {};
  const publish = (change: LiveChange) => parts.live?.publish(change);
  const tell = (news: Parameters<ReplicaChannel['tell']>[0]) =>
    parts.channel?.tell(news) ?? Promise.resolve();

  const store = createFleetStore(db);
  const persistence = createFleetPersistence({
    fleet: () => fleet,
    store,
    clock,
    logger,
    every: saveEvery,
    onSaved: (ids) => tell({ hosts: [...ids] }),
  });
  const fleet: Fleet = createFleet({
    intervals,
    attached: suggested,
    clock,
    onChange: publish,
    onDirty: (id, changes) => persistence.markDirty(id, changes),
  });
  await loadFleet(fleet, store);

  const vault = createCredentialsVault(deps.credentialsKey);
  const connect = createConnectToHost({ db, vault, connectHost: deps.connectHost });
  const polls = createPollMetrics();
  const poller = createPoller({
    fleet,
    connect,
    intervals,
    clock,
    random: deps.random,
    logger,
    concurrency: pollConcurrency,
    onRound: (milliseconds, reachable) => {
      polls.seconds.observe(milliseconds / 1000);
      if (!reachable) polls.unreachable.inc();
    },
  });
  const files = createFileStore(db);
  const inventory = createInventory({
    db,
    fleet,
    files,
    clock,
    onChanged: (ids) => tell({ hosts: [...ids] }),
    onRemoved: async (id) => {
      poller.forget(id);
      await tell({ removedHosts: [id] });
    },
  });

  const jobStore = createJobStore(db);
  const toldJobs = new Set<string>();
  const jobChanged = (job: Extract<LiveChange, { kind: 'job' }>['job']) => {
    publish({ kind: 'job', job });
    toldJobs.add(job.id);
  };
  const run = createJobRunner({
    store: jobStore,
    fleet,
    poller,
    connect,
    resolve: deps.resolve,
    inventory,
    clock,
    logger,
    restartTimeout: deps.restartTimeout ?? 15 * 60_000,
    concurrency: jobConcurrency,
    onChange: jobChanged,
  });
  const jobs = await startJobs({
    databaseUrl,
    store: jobStore,
    run,
    clock,
    logger,
    onChange: jobChanged,
    sweepEvery: 10_000,
  });

  const follower = createHgsFollower({ fleet, poller, jobs, logger });
  const watch = createHgsWatch(clock);
  const samples = createFleetSamples(db, fleet, clock);
  const history = createHealthHistory(db, clock);

  const accounts = accountsWithEndings(
    createAccounts<ServerRole>({ db, roles: serverRoles, clock }),
    (ended) => {
      if (ended.csrfToken !== undefined) parts.live?.endSession(ended.csrfToken);
      if (ended.userId !== undefined) parts.live?.endUser(ended.userId);
      background(tell({ topics: ['users'] }), 'other replicas were not told of an ended session');
    },
  );
  await accounts.prepare({
    adminPassword: deps.adminPassword,
    setupToken: deps.setupToken,
    seedSession: deps.seedSession,
  });

  const http = createHttpService({
    domain: 'server',
    name: 'Gatehouse',
    logger,
    routes: serverRoutes,
    permissions: serverPermissions,
    accounts,
    openApi: { path: '/api/openapi.json', title: 'Gatehouse' },
    ...(deps.consoleDist === null
      ? {}
      : { console: { dist: deps.consoleDist, html: 'index.html' } }),
    ready: async () => {
      await pool.query('select 1');
    },
    tls: deps.tls,
    handlers: {
      ...userHandlers(accounts),
      ...runAsAccountHandlers({
        db,
        fleet,
        vault,
        onChanged: (id) => {
          connect.forget(id);
          for (const { record } of fleet.hosts()) {
            if (record.runAsAccountId !== id) continue;
            poller.forget(record.id);
            poller.readSoon(record.id, ['reachability']);
          }
          background(tell({ topics: ['run-as-accounts'] }), 'other replicas were not told');
        },
      }),
      ...policyHandlers({
        db,
        fleet,
        files,
        onChanged: async () => {
          fleet.setPolicies(await store.loadPolicies());
          await tell({ reload: true, topics: ['code-integrity-policies'] });
        },
      }),
      ...hgsSettingsHandlers({
        db,
        fleet,
        jobs,
        clock,
        guardianUrl: deps.guardianUrl,
        suggested,
        onChanged: async (settings) => {
          fleet.setSettings(settings);
          background(watch.look(settings), 'the HGS could not be looked at');
          await tell({ reload: true, topics: ['hgs-settings'] });
        },
      }),
      ...hostHandlers({
        db,
        fleet,
        inventory,
        jobs,
        clock,
        history: {
          // What was seen a moment ago belongs to it.
          ofHost: async (...page) => {
            await persistence.flush();
            return history.ofHost(...page);
          },
        },
        onChanged: (id) => poller.forget(id),
      }),
      ...hostTpmHandlers({
        db,
        fleet,
        readBootRegisters: deps.hgs === null ? null : createBootRegisters(deps.hgs),
      }),
      ...jobHandlers({ jobs, store: jobStore, fleet }),
      ...attestationHandlers({ db, fleet }),
      ...overviewHandlers({ fleet, samples, hgs: watch, jobs: jobStore, accounts, clock }),
      ...simulatorHandlers({
        url: deps.simulatorUrl,
        onChanged: () => fleet.touch('simulator'),
      }),
    },
  });
  registerFleetMetrics(http, polls, fleet, () => parts.live?.connections ?? 0);

  const live = attachLiveServer({
    http,
    clock,
    logger,
    batchMilliseconds: batchEvery,
    snapshot: async () => {
      const { items } = await jobStore.list({ limit: recentJobs, offset: 0 });
      return {
        hosts: [...fleet.hosts()].map(({ summary }) => summary),
        jobs: items.map(({ job, ...steps }) => jobSummaryOf(job, steps)),
      };
    },
    isSignedIn: livingSessionOf(db, clock),
  });
  parts.live = live;

  const takeNews = createNewsTaker({
    fleet,
    store,
    jobs,
    publish,
    forgetHost: (id) => poller.forget(id),
    forgetCredentials: () => connect.forget(),
  });
  parts.channel = await openReplicaChannel({
    databaseUrl,
    pool,
    replicaId,
    logger,
    onNews: (news) => background(takeNews(news), 'news of another replica could not be taken'),
    onReconnected: () => background(loadFleet(fleet, store), 'the fleet could not be read again'),
  });
  const channel = parts.channel;

  let feed: FeedReader | null = null;
  const startFeed = () => {
    if (deps.hgs === null) return;
    const feedStore = createFeedStore(db);
    const { hgs } = deps;
    feed = followFeed({
      hgs,
      fleet,
      follower,
      tell,
      store: feedStore,
      intervals,
      clock,
      logger,
    });
  };
  const leadership = standForLeadership({
    databaseUrl,
    logger,
    every: 2000,
    onChange: (leading) => {
      poller.setActive(leading);
      if (leading) startFeed();
      else if (feed !== null) background(feed.close(), 'the feed could not be left');
    },
  });

  const every = (milliseconds: number, what: string, work: () => Promise<unknown> | undefined) =>
    setInterval(() => {
      const pending = work();
      if (pending !== undefined) background(pending, what);
    }, milliseconds);
  const timers = [
    every(refoldEvery, 'staleness', () => {
      fleet.refresh();
      return undefined;
    }),
    every(500, 'other replicas were not told of jobs', () => {
      if (toldJobs.size === 0) return undefined;
      const ids = [...toldJobs].slice(0, 100);
      for (const id of ids) toldJobs.delete(id);
      return tell({ jobs: ids });
    }),
    every(sampleEvery, 'the state of the fleet was not sampled', () =>
      leadership.leading ? samples.take() : undefined,
    ),
    every(lookAtHgsEvery, 'the HGS could not be looked at', () => watch.look(fleet.settings)),
    every(pruneEvery, 'old changes of health could not be forgotten', () =>
      leadership.leading ? history.prune() : undefined,
    ),
  ];
  background(watch.look(fleet.settings), 'the HGS could not be looked at');

  return {
    http,
    get leading() {
      return leadership.leading;
    },
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearInterval(timer);
      follower.close();
      await live.close();
      await Promise.all([http.close(), feed?.close(), jobs.close()]);
      await poller.close();
      await persistence.close();
      await leadership.close();
      await channel.close();
    },
  };
};
