import { hgsRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHgs, runHgs } from '../testing/running-hgs.ts';
import { type RunningSimulator, runSimulator } from '../testing/running-simulator.ts';
import { runSmallServer, type SmallServer } from '../testing/small-server.ts';
import type { Api } from './api.ts';
import { seedFabric } from './seed-fabric.ts';

let simulator: RunningSimulator;
let hgs: RunningHgs;
let server: SmallServer;
beforeAll(async () => {
  simulator = await runSimulator(16);
  hgs = await runHgs(simulator.dataDir);
  server = await runSmallServer(simulator);
});
afterAll(async () => {
  await simulator?.close();
  await server?.close();
  await hgs?.close();
});

const seed = (say: (line: string) => void, api: Api = server.api) =>
  seedFabric({
    server: api,
    hgs: hgs.api,
    simulator: simulator.api,
    hgsUrl: hgs.url,
    password: simulator.password,
    say,
    managedHosts: 14,
    timeoutMilliseconds: 60_000,
    patienceMilliseconds: 1_000,
  });

/** Lets `calls` requests through; then the seeding process is gone. */
const endingAfter = (calls: number): Api => {
  let left = calls;
  return {
    call: (route, input) =>
      left-- > 0 ? server.api.call(route, input) : Promise.reject(new Error('killed')),
  };
};

const remembered = () => ({
  policies: server.state.policies.length,
  accounts: server.state.accounts.length,
  hosts: new Set(server.state.hosts.map(({ name }) => name)).size,
});

test('a run that is cut off is taken up by the next, and nothing is done twice', async () => {
  // A run that finds everything done still asks the server eight times.
  for (const calls of [0, 1, 2, 3, 4, 5, 6, 7])
    await expect(seed(() => undefined, endingAfter(calls))).rejects.toThrow('killed');
  const lines: string[] = [];
  await seed((line) => lines.push(line));
  expect(remembered()).toEqual({ policies: 1, accounts: 1, hosts: 14 });
  expect(lines.at(-1)).toBe('done: 14 hosts are managed, 2 wait to be added');

  const { items: roots } = await hgs.api.call(hgsRoutes.listTpmRoots);
  const { items: policies } = await hgs.api.call(hgsRoutes.listTrustedPolicies);
  const { items: tpms } = await hgs.api.call(hgsRoutes.listTpmHosts);
  const { items: baselines } = await hgs.api.call(hgsRoutes.listBaselines);
  expect([roots.length, policies.length, tpms.length, baselines.length]).toEqual([1, 1, 14, 4]);
}, 90_000);

test('the faults to learn with are there, and other hosts are healthy', async () => {
  const { items } = await simulator.api.call(simulatorRoutes.listSimulatedHosts);
  const faulty = items.filter(({ faults }) => faults.length > 0);
  expect(faulty.map(({ name, faults }) => [name.slice(0, 7), faults[0]])).toEqual([
    ['hv-0005', 'secure-boot-off'],
    ['hv-0009', 'hgs-client-stopped'],
    ['hv-0014', 'untrusted-code-integrity-policy'],
  ]);
  expect(items.filter(({ attestationStatus }) => attestationStatus === 'Passed').length).toBe(12);
  expect(items.slice(14).map(({ attestationStatus }) => attestationStatus)).toEqual([
    'NotConfigured',
    'NotConfigured',
  ]);
});

test('a second run changes nothing', async () => {
  const before = remembered();
  const lines: string[] = [];
  await seed((line) => lines.push(line));
  expect(remembered()).toEqual(before);
  expect(lines.some((line) => line.startsWith('approved'))).toBe(false);
}, 60_000);
