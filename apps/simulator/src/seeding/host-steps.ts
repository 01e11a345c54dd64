import { type HostSummary, hgsRoutes, serverRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { type Api, ApiError } from './api.ts';
import { all, type Managed, policyName, type SeedOptions } from './seed-options.ts';
import { runAsAccount } from './settings-steps.ts';
import { until } from './until.ts';

const usualTimeout = 5 * 60_000;
/** After so long without progress, hosts are repaired or attest. */
const usualPatience = 8_000;

const hostsOf = async ({ server }: SeedOptions): Promise<readonly HostSummary[]> =>
  (await server.call(serverRoutes.listHosts, { query: all })).items;

/** Starts the job that adds what is not there yet; the hosts ask for approval while it runs. */
export async function addHosts(
  options: SeedOptions,
  managed: readonly Managed[],
): Promise<string | null> {
  const { server, say } = options;
  const runAsAccountId = await runAsAccount(options);
  const library = await server.call(serverRoutes.listCodeIntegrityPolicies, { query: all });
  const policy = library.items.find(({ name }) => name === policyName);
  const known = new Set((await hostsOf(options)).map(({ name }) => name));
  const names = managed.map(({ name }) => name).filter((name) => !known.has(name));
  if (names.length === 0) return null;
  const { jobId } = await server.call(serverRoutes.addHosts, {
    body: {
      names,
      runAsAccountId,
      group: 'Simulated fabric',
      guarded: true,
      codeIntegrityPolicyId: policy?.id ?? null,
    },
  });
  say(`adding ${names.length} hosts`);
  return jobId;
}

export async function waitForJob(options: SeedOptions, id: string): Promise<void> {
  const { server, say, timeoutMilliseconds = usualTimeout } = options;
  const job = await until(
    async () => {
      const { status, outcome } = await server.call(serverRoutes.getJob, { params: { id } });
      return status === 'queued' || status === 'running' ? null : { status, outcome };
    },
    { what: 'the job ends', timeoutMilliseconds },
  );
  if (job.status !== 'completed') say(`the job ended as ${job.status}: ${job.outcome ?? ''}`);
}

/** Approves what waits, one after another: a baseline that is trusted serves the next of its model. */
export async function approveHosts(
  options: SeedOptions,
  managed: readonly Managed[],
): Promise<void> {
  const { hgs, timeoutMilliseconds = usualTimeout } = options;
  const nudge = nudgeOf(options);
  await until(
    async () => {
      let missing = await unauthorized(hgs, managed);
      while (await approveNext(options, missing)) missing = await unauthorized(hgs, managed);
      await nudge(missing.map(({ name }) => name));
      return missing.length === 0 ? true : null;
    },
    { what: 'all hosts are approved', timeoutMilliseconds, pauseMilliseconds: 1_000 },
  );
}

async function unauthorized(hgs: Api, managed: readonly Managed[]): Promise<readonly Managed[]> {
  const { items } = await hgs.call(hgsRoutes.listTpmHosts, { query: { limit: 10_000, offset: 0 } });
  const authorized = new Set(items.map(({ name }) => name));
  return managed.filter(({ name }) => !authorized.has(name));
}

/**
 * A host is ready to be approved once it has booted with the policy that hgs trusts. What is approved
 * is the boot that was listed: a host that has booted again since is looked at again.
 */
async function approveNext(options: SeedOptions, missing: readonly Managed[]): Promise<boolean> {
  const { hgs, say } = options;
  const { items } = await hgs.call(hgsRoutes.listWaitingHosts);
  const waiting = items.find(
    ({ claimedName, codeIntegrityPolicy }) =>
      codeIntegrityPolicy?.trusted != null && missing.some(({ name }) => name === claimedName),
  );
  if (waiting === undefined) return false;
  const name = waiting.claimedName;
  const model = missing.find((host) => host.name === name)?.model ?? name;
  const addBaseline =
    waiting.log?.matchesBaseline == null ? `${model}, from ${name.split('.')[0]}` : null;
  try {
    await hgs.call(hgsRoutes.approveWaitingHost, {
      params: { id: waiting.id },
      body: {
        name,
        addBaseline,
        addCodeIntegrityPolicy: null,
        force: false,
        ...(waiting.log === null ? {} : { eventLog: waiting.log.eventLog }),
      },
    });
  } catch (error) {
    const changed = error instanceof ApiError && [404, 409].includes(error.status ?? 0);
    if (changed) return false;
    throw error;
  }
  say(`approved ${name}${addBaseline === null ? '' : ' and its boot as a baseline'}`);
  return true;
}

/** Has hosts that make no progress for a while attest, then has them repaired, and so on. */
function nudgeOf({ server, say, patienceMilliseconds = usualPatience }: SeedOptions) {
  let fewest = Number.POSITIVE_INFINITY;
  let since = Date.now();
  let times = 0;
  return async (names: readonly string[]): Promise<void> => {
    if (names.length < fewest) {
      fewest = names.length;
      since = Date.now();
    }
    if (names.length === 0 || Date.now() - since < patienceMilliseconds) return;
    since = Date.now();
    const { items } = await server.call(serverRoutes.listHosts, { query: all });
    const slow = items.filter(({ name }) => names.includes(name));
    if (slow.length === 0) return;
    const action = times++ % 2 === 0 ? 'attest' : 'repair';
    const reasons = new Set(slow.map(({ reason, status }) => reason ?? status));
    say(`${slow.length} hosts make no progress (${[...reasons].join(' ')}): ${action}`);
    await server.call(serverRoutes.actOnHosts, {
      body: { action, ids: slow.map(({ id }) => id) },
    });
  };
}

export async function waitUntilHealthy(
  options: SeedOptions,
  managed: readonly Managed[],
): Promise<void> {
  const { simulator, say, timeoutMilliseconds = usualTimeout } = options;
  const { items } = await simulator.call(simulatorRoutes.listSimulatedHosts);
  const faulty = new Set(items.filter(({ faults }) => faults.length > 0).map(({ name }) => name));
  const wanted = managed.map(({ name }) => name).filter((name) => !faulty.has(name));
  const nudge = nudgeOf(options);
  let said = -1;
  await until(
    async () => {
      const healthy = new Set(
        (await hostsOf(options)).filter(({ status }) => status === 'ok').map(({ name }) => name),
      );
      const missing = wanted.filter((name) => !healthy.has(name));
      const count = wanted.length - missing.length;
      if (count !== said) say(`${count} of ${wanted.length} hosts are healthy`);
      said = count;
      await nudge(missing);
      return missing.length === 0 ? true : null;
    },
    { what: 'all hosts are healthy', timeoutMilliseconds, pauseMilliseconds: 1_000 },
  );
}

export async function injectFaults(
  options: SeedOptions,
  managed: readonly Managed[],
): Promise<void> {
  const { server, simulator, say, timeoutMilliseconds = usualTimeout } = options;
  const faulty = managed.filter(({ fault }) => fault !== undefined);
  for (const { name, fault } of faulty) {
    if (fault === undefined) continue;
    await simulator.call(simulatorRoutes.injectFault, { params: { name }, body: { fault } });
    say(`${name} now has the fault ${fault}`);
  }
  const names = faulty.map(({ name }) => name);
  await until(
    async () => {
      const { items } = await simulator.call(simulatorRoutes.listSimulatedHosts);
      const starting = items.some(({ name, power }) => names.includes(name) && power !== 'on');
      return starting ? null : true;
    },
    { what: 'the hosts with faults have started', timeoutMilliseconds },
  );
  const ids = (await hostsOf(options))
    .filter(({ name }) => names.includes(name))
    .map(({ id }) => id);
  if (ids.length > 0)
    await server.call(serverRoutes.actOnHosts, { body: { action: 'refresh', ids } });
}
