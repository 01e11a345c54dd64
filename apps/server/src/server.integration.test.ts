import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64, utf8 } from '@gatehouse/bytes';
import {
  type BootCause,
  bootCauses,
  hgsRoutes,
  type Job,
  type LiveBatch,
  type LiveSnapshot,
  serverRoutes,
  simulatorRoutes,
} from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database';
import { fabricPolicy } from '@gatehouse/fabric-simulator';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiClient, signInTo } from './testing/api-client.ts';
import { freePort, type RunningApp, runApp } from './testing/child-process.ts';

const password = 'correct horse battery staple';
const hostNames = ['hv-0001.fabric.test', 'hv-0002.fabric.test', 'hv-0003.fabric.test'];
const patience = { timeout: 40_000, interval: 100 };

let dataDir: string;
let databases: TestDatabase[] = [];
let simulator: RunningApp;
let hgs: RunningApp;
let server: RunningApp;
let admin: ApiClient;
let guardian: ApiClient;
let startServer: (port: number) => Promise<RunningApp>;
let pair: { attestationServerUrl: string; keyProtectionServerUrl: string };
let runAsAccountId: string;
let policyId: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-server-'));
  const [serverDatabase, hgsDatabase] = await Promise.all([
    createTestDatabase('server'),
    createTestDatabase('hgs'),
  ]);
  databases = [serverDatabase, hgsDatabase];
  const [serverPort, hgsPort, simulatorPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
  ]);
  const shared = {
    GATEHOUSE_DATA: dataDir,
    GATEHOUSE_ADMIN_PASSWORD: password,
    HGS_READER_TOKEN: 'a-reader-of-the-feed-with-a-long-token',
    LOG_LEVEL: 'info',
  };
  const hgsUrl = `http://127.0.0.1:${hgsPort}`;
  pair = {
    attestationServerUrl: `${hgsUrl}/Attestation`,
    keyProtectionServerUrl: `${hgsUrl}/KeyProtection`,
  };
  startServer = (port) =>
    runApp('server', port, {
      ...shared,
      PORT: String(port),
      DATABASE_URL: serverDatabase.url,
      HGS_URL: hgsUrl,
      SIMULATOR_URL: `http://127.0.0.1:${simulatorPort}`,
      GATEHOUSE_RESOLVE: `*.fabric.test=127.0.0.1:${simulatorPort}`,
      GATEHOUSE_POLL: 'reachability=1,services=2,platform=5',
    });
  [hgs, simulator, server] = await Promise.all([
    runApp('hgs', hgsPort, {
      ...shared,
      HGS_PORT: String(hgsPort),
      HGS_DATABASE_URL: hgsDatabase.url,
    }),
    runApp(
      'simulator',
      simulatorPort,
      {
        ...shared,
        SIMULATOR_PORT: String(simulatorPort),
        SIMULATED_HOSTS: '3',
        SIMULATOR_SEED: 'test',
      },
      '/simulator/hosts',
    ),
    startServer(serverPort),
  ]);
  [admin, guardian] = await Promise.all([
    signInTo(server.url, 'admin', password),
    signInTo(hgs.url, 'admin', password, '/Administration'),
  ]);
}, 120_000);

afterAll(async () => {
  await Promise.all([server?.stop(), hgs?.stop(), simulator?.stop()]);
  await Promise.all(databases.map((database) => database.close()));
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

const ended = async (jobId: string): Promise<Job> => {
  let job: Job | undefined;
  await expect
    .poll(async () => {
      job = await admin.call(serverRoutes.getJob, { params: { id: jobId } });
      return ['queued', 'running'].includes(job.status);
    }, patience)
    .toBe(false);
  if (job === undefined) throw new Error('no job');
  return job;
};
const hosts = async () =>
  (await admin.call(serverRoutes.listHosts, { query: { sort: 'name' } })).items;
const hostNamed = async (name: string) => {
  const found = (await hosts()).find((host) => host.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

const bootWords = (cause: BootCause) => {
  const { meaning, remedy, who } = bootCauses[cause];
  return { meaning, remedy, who };
};

describe.sequential('a fabric from its settings to a healthy host', () => {
  test('tests the URLs of an HGS for real before saving them', async () => {
    const answer = await admin.call(serverRoutes.testHgsPair, { body: pair });
    expect(answer.attestation).toMatchObject({ reachable: true, mode: 'TPM', error: null });
    expect(answer.attestation.signers.length).toBeGreaterThan(0);
    expect(Math.abs(answer.attestation.clockDifferenceSeconds ?? 99)).toBeLessThan(3);
    expect(answer.keyProtection).toMatchObject({ reachable: true, error: null });
    const elsewhere = {
      attestationServerUrl: `${server.url}/Attestation`,
      keyProtectionServerUrl: `${server.url}/KeyProtection`,
    };
    const body = { primary: elsewhere, fallback: null, shieldingHelperDisk: null };
    expect(await admin.status(serverRoutes.putHgsSettings, { body })).toBe(502);
    const saved = await admin.call(serverRoutes.putHgsSettings, {
      body: { ...body, primary: pair },
    });
    expect(saved).toMatchObject({ settings: { primary: pair, updatedBy: 'admin' }, jobId: null });
  });

  test('keeps a policy in the library and credentials that never come out', async () => {
    const content = toBase64(fabricPolicy());
    const policy = await admin.call(serverRoutes.addCodeIntegrityPolicy, {
      body: { name: 'Fabric', fileName: 'SiPolicy.p7b', content },
    });
    expect(policy).toMatchObject({ deployable: true, usedBy: 0 });
    policyId = policy.id;
    const credentials = JSON.parse(
      await readFile(join(dataDir, 'simulator', 'credentials.json'), 'utf8'),
    ) as { username: string; password: string };
    const account = await admin.call(serverRoutes.addRunAsAccount, {
      body: { name: 'Simulated', username: credentials.username, password: credentials.password },
    });
    runAsAccountId = account.id;
    const [database] = databases;
    const { rows } = await (database as TestDatabase).pool.query<{ secret: Buffer }>(
      'select secret from run_as_accounts',
    );
    expect(rows[0]?.secret.includes(credentials.password)).toBe(false);
    expect(JSON.stringify(account)).not.toContain(credentials.password);
  });

  test('adds hosts in steps, which then wait for the HGS administrator', async () => {
    const { tpmRoot } = (await (
      await fetch(`${simulator.url}${simulatorRoutes.getSimulatedFabric.path}`)
    ).json()) as { tpmRoot: string };
    await guardian.call(hgsRoutes.addTpmRoot, { body: { content: toBase64(utf8(tpmRoot)) } });
    await guardian.call(hgsRoutes.addTrustedPolicy, {
      body: { name: 'Fabric', fileName: 'SiPolicy.p7b', content: toBase64(fabricPolicy()) },
    });
    const { jobId } = await admin.call(serverRoutes.addHosts, {
      body: { names: hostNames, runAsAccountId, codeIntegrityPolicyId: policyId },
    });
    const job = await ended(jobId);
    expect(job.steps.filter(({ error }) => error !== null)).toEqual([]);
    expect(job.status).toBe('completed');
    await expect
      .poll(async () => (await hosts()).map(({ status }) => status), patience)
      .toEqual(['pending', 'pending', 'pending']);
    expect((await hosts())[0]?.problems[0]?.causeCode).toBe('hgs-tpm-not-authorized');
  }, 90_000);

  test('attests approved hosts again by itself, until all is OK', async () => {
    for (;;) {
      const { items } = await guardian.call(hgsRoutes.listWaitingHosts);
      const [next] = items;
      if (next === undefined) break;
      await guardian.call(hgsRoutes.approveWaitingHost, {
        params: { id: next.id },
        body: {
          name: next.claimedName,
          addBaseline: next.log?.matchesBaseline == null ? `from ${next.claimedName}` : null,
          addCodeIntegrityPolicy: null,
          force: false,
        },
      });
    }
    await expect
      .poll(async () => (await hosts()).map(({ status, reason }) => reason ?? status), patience)
      .toEqual(['ok', 'ok', 'ok']);
    const overview = await admin.call(serverRoutes.getOverview);
    expect(overview).toMatchObject({
      total: 3,
      guarded: 3,
      attention: [],
      feed: { connected: true },
    });
  }, 90_000);

  test.each([
    ['hgs-client-stopped', 'hgs-client-stopped'],
    ['wrong-hgs-url', 'hgs-url-differs'],
    ['untrusted-code-integrity-policy', 'hgs-code-integrity-policy-untrusted'],
  ] as const)(
    'sees %s as %s, and repairs it',
    async (fault, causeCode) => {
      const [name = ''] = hostNames;
      await admin.call(serverRoutes.injectFault, { params: { name }, body: { fault } });
      await expect
        .poll(
          async () => (await hostNamed(name)).problems.map((problem) => problem.causeCode),
          patience,
        )
        .toContain(causeCode);
      const { id } = await hostNamed(name);
      const { jobId } = await admin.call(serverRoutes.repairHost, { params: { id } });
      const job = await ended(jobId);
      expect(job.steps.filter(({ error }) => error !== null)).toEqual([]);
      await expect.poll(async () => (await hostNamed(name)).reason, patience).toBeNull();
    },
    90_000,
  );

  test('diagnoses a host from the outside inwards, and stops where it fails', async () => {
    const { id, name } = await hostNamed(hostNames[0] ?? '');
    const diagnose = async () => {
      const body = { action: 'diagnose', ids: [id] } as const;
      return ended((await admin.call(serverRoutes.actOnHosts, { body })).jobId);
    };
    const well = await diagnose();
    expect(new Set(well.steps.map(({ status }) => status))).toEqual(new Set(['completed']));
    const reached = well.steps.find(({ name }) => name === 'Reach HGS from the host');
    expect(reached?.detail).toMatch(/getinfo: HTTP 200 .*metadata\.xml: HTTP 200 /);

    const fault = 'wrong-hgs-url';
    await admin.call(serverRoutes.injectFault, { params: { name }, body: { fault } });
    const ill = await diagnose();
    const failed = ill.steps.findIndex(({ status }) => status === 'failed');
    expect(ill.steps[failed]).toMatchObject({
      name: 'Reach HGS from the host',
      error: { code: 'hgs-unreachable', message: expect.stringContaining('does not resolve') },
    });
    expect(ill.steps.slice(failed + 1).map(({ status }) => status)).not.toContain('completed');
    await admin.call(serverRoutes.undoFault, { params: { name, fault } });
    await expect.poll(async () => (await hostNamed(name)).reason, patience).toBeNull();
  }, 90_000);

  test('shows the TPM as the host tells of it, beside what HGS proved of it', async () => {
    const { id, name } = await hostNamed('hv-0001.fabric.test');
    const tpm = await admin.call(serverRoutes.getHostTpm, { params: { id } });
    expect(tpm.device).toMatchObject({ manufacturer: 'GTHS', family: '2.0', level: '0' });
    expect(tpm.capabilitiesRefused).toBeNull();
    expect(tpm.capabilities?.hierarchies.map(({ name }) => name)).toEqual([
      'owner',
      'endorsement',
      'platform',
      'lockout',
    ]);
    expect(tpm.capabilities?.banks.map(({ hash }) => hash)).toContain('sha256');
    expect(tpm.endorsementKey?.algorithm).toBe('ECC NIST P-256');
    expect(tpm.endorsementKey?.certificate?.issuer).toContain('Simulated TPM Manufacturer');
    expect(tpm.hgs).toMatchObject({ status: 'Passed', endorsement: 'certified' });

    const { items } = await admin.call(serverRoutes.listAttestations, { query: { host: id } });
    expect(tpm.proven?.verdict).toBe(items[0]?.id);
    const digest = items[0]?.eventLog ?? '';
    const log = await guardian.call(hgsRoutes.getEventLog, { params: { digest } });
    expect(tpm.proven?.pcrs.map(({ pcr }) => pcr)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14,
    ]);
    for (const { pcr, value } of tpm.proven?.pcrs ?? [])
      expect([name, pcr, value]).toEqual([name, pcr, log.pcrs['sha256']?.[pcr]]);

    // The host has restarted for its policy; its attestation key is still the same one.
    expect(tpm.attestationKeys).toHaveLength(1);
    expect(tpm.attestationKeys[0]).toMatchObject({
      name: tpm.hgs?.quote?.attestationKeyName,
      lastSeen: items[0]?.at,
    });
  });
  test.each([
    ['revocations-older', 'revocations-older'],
    ['log-event-removed', 'event-removed'],
    ['log-of-earlier-boot', 'log-of-earlier-boot'],
    ['iommu-off', 'iommu-off'],
    ['ek-certificate-untrusted', 'endorsement-certificate-untrusted'],
  ] as const)(
    'explains %s alike in verdict, health, live row and job',
    async (fault, cause) => {
      const [name = ''] = hostNames;
      const { id } = await hostNamed(name);
      const codes: (string | null | undefined)[] = [];
      const socket = io(server.url, {
        extraHeaders: { cookie: admin.cookie },
        transports: ['websocket'],
      });
      socket.on('live.batch', ({ hosts: changed }: LiveBatch) => {
        const row = changed.find((each) => each.id === id);
        codes.push(row?.problems[0]?.causeCode);
      });
      await admin.call(serverRoutes.injectFault, { params: { name }, body: { fault } });
      await expect.poll(() => codes, patience).toContain(`hgs-${cause}`);
      socket.close();
      const [verdict] = (await admin.call(serverRoutes.listAttestations, { query: { host: id } }))
        .items;
      const { nodes } = await admin.call(serverRoutes.getHostHealth, { params: { id } });
      const node = nodes.find((each) => each.id === 'hgs-client.attestation');
      const { jobId } = await admin.call(serverRoutes.attestHost, { params: { id } });
      const step = (await ended(jobId)).steps.find(({ error }) => error !== null);
      expect(verdict?.explanation).toMatchObject({ cause, ...bootWords(cause) });
      expect(node?.explanation).toEqual(verdict?.explanation);
      expect(node).toMatchObject({ status: 'error', ...bootWords(cause) });
      expect(step?.error).toMatchObject({
        code: `hgs-${cause}`,
        explanation: verdict?.explanation,
      });
      const { attention } = await admin.call(serverRoutes.getOverview);
      expect(attention.map(({ causeCode }) => causeCode)).toContain(`hgs-${cause}`);
      await admin.call(serverRoutes.undoFault, { params: { name, fault } });
      await expect.poll(async () => (await hostNamed(name)).reason, patience).toBeNull();
    },
    90_000,
  );

  test('goes on with a job after its process was killed', async () => {
    const { id } = await hostNamed(hostNames[1] ?? '');
    const { jobId } = await admin.call(serverRoutes.actOnHosts, {
      body: { action: 'restart', ids: [id] },
    });
    const { items } = await admin.call(serverRoutes.listAudit, { query: { limit: '1' } });
    expect(items[0]).toMatchObject({ action: 'hosts.restart', object: hostNames[1] });
    await expect
      .poll(
        async () =>
          (await admin.call(serverRoutes.getJob, { params: { id: jobId } })).steps[0]?.status,
        patience,
      )
      .toBe('running');
    await server.kill();
    server = await startServer(Number(new URL(server.url).port));
    const job = await ended(jobId);
    expect(job.steps.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  }, 90_000);

  test('shares the fleet between replicas, of which one polls', async () => {
    const second = await startServer(await freePort());
    try {
      const other = await signInTo(second.url, 'admin', password);
      const { id } = await hostNamed(hostNames[2] ?? '');
      await admin.call(serverRoutes.changeHost, { params: { id }, body: { group: 'Rack 7' } });
      await expect
        .poll(
          async () => (await other.call(serverRoutes.getHost, { params: { id } })).group,
          patience,
        )
        .toBe('Rack 7');
      const polls = async (url: string) =>
        /gatehouse_poll_seconds_count(?:{[^}]*})? (\d+)/.exec(
          await (await fetch(`${url}/metrics`, { headers: { cookie: admin.cookie } })).text(),
        )?.[1];
      expect(Number(await polls(server.url))).toBeGreaterThan(0);
      expect(await polls(second.url)).toBe('0');
      await server.kill();
      await expect.poll(async () => Number(await polls(second.url)), patience).toBeGreaterThan(0);
    } finally {
      server = await startServer(Number(new URL(server.url).port));
      await second.stop();
    }
  }, 90_000);

  test('tells an exchanged TPM by itself', async () => {
    const name = hostNames[1] ?? '';
    await admin.call(serverRoutes.injectFault, {
      params: { name },
      body: { fault: 'tpm-exchanged' },
    });
    await expect
      .poll(async () => (await hostNamed(name)).problems[0]?.causeCode, patience)
      .toBe('hgs-tpm-exchanged');
  }, 90_000);

  test('gives a live snapshot, numbered batches, and a snapshot again when asked', async () => {
    const snapshots: LiveSnapshot[] = [];
    const batches: LiveBatch[] = [];
    const socket = io(server.url, {
      extraHeaders: { cookie: admin.cookie },
      transports: ['websocket'],
    });
    socket.on('live.snapshot', (snapshot: LiveSnapshot) => snapshots.push(snapshot));
    socket.on('live.batch', (batch: LiveBatch) => batches.push(batch));
    await expect.poll(() => snapshots.length, patience).toBe(1);
    expect(snapshots[0]?.hosts).toHaveLength(3);
    const { id } = await hostNamed(hostNames[2] ?? '');
    await admin.call(serverRoutes.changeHost, { params: { id }, body: { maintenance: true } });
    await expect
      .poll(
        () => batches.flatMap(({ hosts: rows }) => rows).find((row) => row.id === id)?.status,
        patience,
      )
      .toBe('maintenance');
    const numbers = batches.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.map((_, index) => (snapshots[0]?.sequence ?? 0) + 1 + index));
    socket.emit('live.resync');
    await expect.poll(() => snapshots.length, patience).toBe(2);
    await admin.call(serverRoutes.changeHost, { params: { id }, body: { maintenance: false } });
    socket.close();
  }, 60_000);

  test('lets nobody listen without a session, from another origin, or after signing out', async () => {
    const refused = (headers: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const socket = io(server.url, {
          extraHeaders: headers,
          transports: ['websocket'],
          reconnection: false,
        });
        socket.on('connect_error', () => resolve('refused'));
        socket.on('live.snapshot', () => resolve('snapshot'));
        setTimeout(() => socket.close(), 5000);
      });
    expect(await refused({})).toBe('refused');
    expect(await refused({ cookie: admin.cookie, origin: 'http://evil.example' })).toBe('refused');
    const other = await signInTo(server.url, 'admin', password);
    const socket = io(server.url, {
      extraHeaders: { cookie: other.cookie },
      transports: ['websocket'],
      reconnection: false,
    });
    const gone = new Promise<string>((resolve) => socket.on('disconnect', resolve));
    await new Promise<void>((resolve) => socket.on('live.snapshot', () => resolve()));
    await other.call(serverRoutes.signOut);
    expect(await gone).toBe('io server disconnect');
  });

  test('grants each role what the table says', async () => {
    for (const [username, role] of [
      ['fay', 'fabric-administrator'],
      ['rae', 'read-only-administrator'],
    ]) {
      await admin.call(serverRoutes.addUser, { body: { username, password, role } });
    }
    const [fay, rae] = [
      await signInTo(server.url, 'fay', password),
      await signInTo(server.url, 'rae', password),
    ];
    const { id } = await hostNamed(hostNames[0] ?? '');
    const settings = { primary: pair, fallback: null, shieldingHelperDisk: null };
    expect(await fay.status(serverRoutes.putHgsSettings, { body: settings })).toBe(403);
    expect(await fay.status(serverRoutes.listUsers)).toBe(403);
    expect(await fay.status(serverRoutes.refreshHost, { params: { id } })).toBe(202);
    expect(await rae.status(serverRoutes.repairHost, { params: { id } })).toBe(403);
    expect(await rae.status(serverRoutes.listHosts)).toBe(200);
    const { items } = await admin.call(serverRoutes.listAudit, { query: { limit: '200' } });
    expect(items.some(({ actor, outcome }) => actor === 'fay' && outcome === 'refused')).toBe(true);
  });
});
