import { toBase64, utf8 } from '@gatehouse/bytes';
import {
  type HostSummary,
  hgsRoutes,
  type SimulatorFault,
  serverRoutes,
  simulatorRoutes,
} from '@gatehouse/contracts';
import { fabricPolicy } from '@gatehouse/fabric-simulator';
import type { Api } from './api.ts';
import { until } from './until.ts';

export interface SeedOptions {
  readonly server: Api;
  readonly hgs: Api;
  readonly simulator: Api;
  /** Address of the HGS as hosts reach it. */
  readonly hgsUrl: string;
  /** Password of the hosts' account. */
  readonly password: string;
  readonly say: (line: string) => void;
  /** How many hosts are added; the others wait to be added by hand. */
  readonly managedHosts?: number;
  /** For each thing that is waited for. */
  readonly timeoutMilliseconds?: number;
  readonly patienceMilliseconds?: number;
}

const policyName = 'Fabric hosts: allow Microsoft';
const accountName = 'Simulated fabric';
const usualManagedHosts = 20;
const usualTimeout = 5 * 60_000;
/** After so long without progress, hosts are repaired or attest. */
const usualPatience = 20_000;

/** What is wrong in a fabric to learn with, by the host's position among the managed ones. */
const seededFaults: ReadonlyMap<number, SimulatorFault> = new Map([
  [5, 'secure-boot-off'],
  [9, 'hgs-client-stopped'],
  [14, 'untrusted-code-integrity-policy'],
  [18, 'winrm-stopped'],
]);

interface Managed {
  readonly name: string;
  readonly model: string;
  readonly fault: SimulatorFault | undefined;
}

const all = { limit: 10_000, offset: 0 };

/**
 * Sets up a console and an HGS for the simulated fabric, through their public interfaces only. Each
 * step looks first at what is there: a run that was cut off anywhere is taken up by the next.
 */
export async function seedFabric(options: SeedOptions): Promise<void> {
  const { simulator, say, managedHosts = usualManagedHosts } = options;
  const { items } = await simulator.call(simulatorRoutes.listSimulatedHosts);
  const managed = items.slice(0, managedHosts).map(({ name, model }, i) => ({
    name,
    model,
    fault: seededFaults.get(i + 1),
  }));
  await trustTpmMaker(options);
  await trustPolicy(options);
  await saveHgsSettings(options);
  const adding = await addHosts(options, managed);
  await approveHosts(options, managed);
  if (adding !== null) await waitForJob(options, adding);
  await waitUntilHealthy(options, managed);
  await injectFaults(options, managed);
  say(
    `done: ${managed.length} hosts are managed, ${items.length - managed.length} wait to be added`,
  );
}

async function trustTpmMaker({ hgs, simulator, say }: SeedOptions): Promise<void> {
  const { tpmRoot } = await simulator.call(simulatorRoutes.getSimulatedFabric);
  const { items } = await hgs.call(hgsRoutes.listTpmRoots);
  if (items.some(({ subject }) => subject.includes('Simulated TPM Manufacturer'))) return;
  await hgs.call(hgsRoutes.addTpmRoot, { body: { content: toBase64(utf8(tpmRoot)) } });
  say('hgs trusts the maker of the simulated TPMs');
}

async function trustPolicy({ hgs, server, say }: SeedOptions): Promise<void> {
  const body = {
    name: policyName,
    fileName: 'SiPolicy.p7b',
    content: toBase64(fabricPolicy()),
  };
  const trusted = await hgs.call(hgsRoutes.listTrustedPolicies);
  if (!trusted.items.some(({ name }) => name === policyName)) {
    await hgs.call(hgsRoutes.addTrustedPolicy, { body });
    say(`hgs trusts the code integrity policy "${policyName}"`);
  }
  const library = await server.call(serverRoutes.listCodeIntegrityPolicies, { query: all });
  if (!library.items.some(({ name }) => name === policyName)) {
    await server.call(serverRoutes.addCodeIntegrityPolicy, { body });
    say('the policy is in the library');
  }
}

async function saveHgsSettings({ server, hgsUrl, say }: SeedOptions): Promise<void> {
  const { primary } = await server.call(serverRoutes.getHgsSettings);
  if (primary !== null) return;
  await server.call(serverRoutes.putHgsSettings, {
    body: {
      primary: {
        attestationServerUrl: `${hgsUrl}/Attestation`,
        keyProtectionServerUrl: `${hgsUrl}/KeyProtection`,
      },
      fallback: null,
      shieldingHelperDisk: null,
      saveUnreachable: false,
    },
  });
  say(`the fabric uses the HGS at ${hgsUrl}`);
}

async function runAsAccount({ server, simulator, password, say }: SeedOptions): Promise<string> {
  const { items } = await server.call(serverRoutes.listRunAsAccounts);
  const known = items.find(({ name }) => name === accountName);
  if (known !== undefined) return known.id;
  const { username } = await simulator.call(simulatorRoutes.getSimulatedFabric);
  const { id } = await server.call(serverRoutes.addRunAsAccount, {
    body: { name: accountName, username, password },
  });
  say(`the Run As account "${accountName}" is there`);
  return id;
}

const hostsOf = async ({ server }: SeedOptions): Promise<readonly HostSummary[]> =>
  (await server.call(serverRoutes.listHosts, { query: all })).items;

/** Starts the job that adds what is not there yet; the hosts ask for approval while it runs. */
async function addHosts(options: SeedOptions, managed: readonly Managed[]): Promise<string | null> {
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

async function waitForJob(options: SeedOptions, id: string): Promise<void> {
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
async function approveHosts(options: SeedOptions, managed: readonly Managed[]): Promise<void> {
  const { hgs, timeoutMilliseconds = usualTimeout } = options;
  const nudge = nudgeOf(options);
  await until(
    async () => {
      while (await approveNext(options, managed));
      const { items } = await hgs.call(hgsRoutes.listTpmHosts);
      const authorized = new Set(items.map(({ name }) => name));
      const missing = managed.filter(({ name }) => !authorized.has(name));
      await nudge(missing.map(({ name }) => name));
      return missing.length === 0 ? true : null;
    },
    { what: 'all hosts are approved', timeoutMilliseconds, pauseMilliseconds: 1_000 },
  );
}

/** A host is ready to be approved once it has booted with the policy that hgs trusts. */
async function approveNext(options: SeedOptions, managed: readonly Managed[]): Promise<boolean> {
  const { hgs, say } = options;
  const { items } = await hgs.call(hgsRoutes.listWaitingHosts);
  const waiting = items.find(
    ({ claimedName, codeIntegrityPolicy }) =>
      codeIntegrityPolicy?.trusted != null && managed.some(({ name }) => name === claimedName),
  );
  if (waiting === undefined) return false;
  const name = waiting.claimedName;
  const model = managed.find((host) => host.name === name)?.model ?? name;
  const addBaseline =
    waiting.log?.matchesBaseline == null ? `${model}, from ${name.split('.')[0]}` : null;
  await hgs.call(hgsRoutes.approveWaitingHost, {
    params: { id: waiting.id },
    body: { name, addBaseline, addCodeIntegrityPolicy: null, force: false },
  });
  say(`approved ${name}${addBaseline === null ? '' : ' and its boot as a baseline'}`);
  return true;
}

/** Has hosts that make no progress for a while repaired, then attest, and so on. */
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
    const action = times++ % 2 === 0 ? 'repair' : 'attest';
    const reasons = slow.map(({ name, reason, status }) => `${name} (${reason ?? status})`);
    say(`no progress: ${action} ${reasons.join(', ')}`);
    await server.call(serverRoutes.actOnHosts, {
      body: { action, ids: slow.map(({ id }) => id) },
    });
  };
}

async function waitUntilHealthy(options: SeedOptions, managed: readonly Managed[]): Promise<void> {
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

async function injectFaults(options: SeedOptions, managed: readonly Managed[]): Promise<void> {
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
