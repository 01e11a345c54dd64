import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostSummary, Job } from '@gatehouse/contracts';
import { expect, test } from '@playwright/test';
import { ApiClient } from '../api.ts';
import {
  eventually,
  freePorts,
  type Ports,
  type RunningProduct,
  startProduct,
  untilSeeded,
} from '../product.ts';

const password = 'correct horse battery';
const waiting = ['hv-0021', 'hv-0022', 'hv-0023', 'hv-0024'].map((name) => `${name}.fabric.test`);

test.describe.configure({ mode: 'serial' });

let data: string;
let ports: Ports;
let product: RunningProduct;
let api: ApiClient;

const hosts = async (): Promise<readonly HostSummary[]> =>
  (await api.call<{ items: HostSummary[] }>('GET', '/api/hosts?limit=1000')).items;

/** The job once it has ended; while the server is away there is no answer, and we ask again. */
const ended = (id: string): Promise<Job> =>
  eventually(
    `job ${id} to end`,
    async () => {
      const job = await api.call<Job>('GET', `/api/jobs/${id}`).catch(() => null);
      return job !== null && !['queued', 'running'].includes(job.status) ? job : null;
    },
    90,
  );

async function add(names: readonly string[]): Promise<string> {
  const { items } = await api.call<{ items: { id: string }[] }>('GET', '/api/run-as-accounts');
  const { jobId } = await api.call<{ jobId: string }>('POST', '/api/hosts', {
    names,
    runAsAccountId: items[0]?.id,
  });
  return jobId;
}

const postgresPid = async (): Promise<number> =>
  Number((await readFile(join(data, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);

test.beforeAll(async () => {
  test.setTimeout(300_000);
  data = await mkdtemp(join(tmpdir(), 'gatehouse-kill-'));
  // Else PostgreSQL, which does not run as root, would keep its data elsewhere.
  await chmod(data, 0o755);
  ports = await freePorts();
  product = await startProduct({ data, ports });
  await untilSeeded(product);
  api = new ApiClient(product.consoleUrl);
  await api.setUp('/api', product.setupLinks.console ?? '', 'administrator', password);
});

test.afterAll(async () => {
  await product.stop();
  await rm(data, { recursive: true, force: true });
});

for (const [i, name] of (['server', 'hgs', 'simulator'] as const).entries()) {
  test(`${name} killed while a host is added: nothing acknowledged is missing, and the job ends`, async () => {
    const before = (await hosts()).map((host) => host.name);
    const host = waiting[i] ?? '';
    const job = await add([host]);
    const pid = product.pidOf(name);
    process.kill(pid, 'SIGKILL');
    await eventually(`${name} to be started again`, () => product.pidOf(name) !== pid || null);
    const { status, steps } = await ended(job);
    expect(steps.every((step) => !['waiting', 'running'].includes(step.status))).toBe(true);
    expect(['completed', 'completed-with-errors', 'failed']).toContain(status);
    expect((await hosts()).map((row) => row.name)).toEqual(expect.arrayContaining(before));
  });
}

test('PostgreSQL killed: the processes come back to it', async () => {
  const before = (await hosts()).map((host) => host.name);
  const pid = await postgresPid();
  process.kill(pid, 'SIGKILL');
  await eventually('PostgreSQL to be started again', async () =>
    (await postgresPid().catch(() => pid)) === pid ? null : true,
  );
  const after = await eventually('the hosts to be listed again', () => hosts().catch(() => null));
  expect(after.map((row) => row.name)).toEqual(expect.arrayContaining(before));
  for (const url of [product.consoleUrl, product.guardianUrl, product.simulatorUrl])
    await eventually(`${url} to serve again`, async () =>
      (await fetch(`${url}/readyz`).catch(() => null))?.ok ? true : null,
    );
});

test('everything killed at once while hosts are added: the next start goes on', async () => {
  test.setTimeout(300_000);
  const before = (await hosts()).map((host) => host.name);
  const job = await add([waiting[3] ?? '']);
  const pids = (['server', 'hgs', 'simulator'] as const).map((name) => product.pidOf(name));
  product.supervisor.kill('SIGKILL');
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  process.kill(await postgresPid(), 'SIGKILL');

  product = await startProduct({ data, ports });
  const { steps } = await ended(job);
  expect(steps.every((step) => !['waiting', 'running'].includes(step.status))).toBe(true);
  expect((await hosts()).map((row) => row.name)).toEqual(expect.arrayContaining(before));
  expect(product.setupLinks.console).toBeNull();
});
