import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hgsRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedFabric } from '../seeding/seed-fabric.ts';
import { type RunningHgs, runHgs } from '../testing/running-hgs.ts';
import { type RunningSimulator, runSimulator } from '../testing/running-simulator.ts';
import { runSmallServer, type SmallServer } from '../testing/small-server.ts';

const hasSwtpm = spawnSync('swtpm_setup', ['--help']).status === 0;
const hostCount = 4;
const patience = { timeout: 20_000 };
const nameOf = (number: number) => `hv-000${number}.fabric.test`;

describe.skipIf(!hasSwtpm)('a fleet with half of its hosts on TPMs of the swtpm project', () => {
  let simulator: RunningSimulator;
  let hgs: RunningHgs;
  let server: SmallServer;
  beforeAll(async () => {
    simulator = await runSimulator(hostCount, { boot: 100 }, { SIMULATOR_TPM: 'swtpm:half' });
    hgs = await runHgs(simulator.dataDir);
    server = await runSmallServer(simulator);
  });
  afterAll(async () => {
    await simulator?.close();
    await server?.close();
    await hgs?.close();
  });

  const hosts = async () =>
    (await simulator.api.call(simulatorRoutes.listSimulatedHosts)).items.map(
      ({ attestationStatus }) => attestationStatus,
    );

  test('is set up like any other, and every host passes', async () => {
    await seedFabric({
      server: server.api,
      hgs: hgs.api,
      simulator: simulator.api,
      hgsUrl: hgs.url,
      password: simulator.password,
      say: () => undefined,
      managedHosts: hostCount,
      timeoutMilliseconds: 60_000,
      patienceMilliseconds: 1_000,
    });
    expect(await hosts()).toEqual(Array.from({ length: hostCount }, () => 'Passed'));
  }, 90_000);

  test('their certificates lead to the CA of swtpm, those of the others to ours', async () => {
    const { items } = await hgs.api.call(hgsRoutes.listTpmHosts);
    const issuerOf = (number: number) =>
      items.find(({ name }) => name === nameOf(number))?.certificatePath;
    for (const number of [1, 2, 3, 4]) expect(issuerOf(number)?.outcome).toBe('trusted');
    expect(JSON.stringify(issuerOf(2))).toContain('swtpm-localca');
    expect(JSON.stringify(issuerOf(1))).toContain('Simulated TPM Manufacturer');
  });

  test('tells what its TPM is, from the TPM itself', async () => {
    const host = simulator.connect(nameOf(2));
    expect((await host.readTpm()).value).toMatchObject({
      manufacturer: 'IBM',
      model: 'SW   TPM',
      specVersion: '2.0',
      enabled: true,
    });
    const { hierarchies, lockout, banks } = (await host.readTpmCapabilities()).value;
    expect(hierarchies).toMatchObject({ ownerEnabled: true, ownerAuthSet: false });
    expect(lockout).toMatchObject({ inLockout: false, failedTries: 0, maxTries: 3 });
    expect(banks.map(({ hash, pcrs }) => [hash, pcrs.length])).toEqual([
      ['sha1', 24],
      ['sha256', 24],
    ]);
  });

  test('a restart of the host resets its TPM: the new boot is attested', async () => {
    const host = simulator.connect(nameOf(2));
    const before = (await host.readOperatingSystem()).value.bootedAt;
    await host.restart();
    await expect
      .poll(
        async () => (await host.readOperatingSystem().catch(() => null))?.value.bootedAt ?? before,
        patience,
      )
      .not.toEqual(before);
    expect((await host.attest()).value.attestationStatus).toBe(100);
  }, 30_000);

  test('a TPM whose process was killed is started again, with the boot measured into it', async () => {
    const directory = join(simulator.dataDir, 'simulator', 'swtpm', 'HV-0004-0');
    const pid = Number(spawnSync('pgrep', ['-f', directory]).stdout.toString().trim());
    expect(pid).toBeGreaterThan(1);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => spawnSync('pgrep', ['-f', directory]).status, patience).toBe(1);
    expect((await simulator.connect(nameOf(4)).attest()).value.attestationStatus).toBe(100);
  }, 30_000);

  test('keeps its TPMs over a restart of the simulator', async () => {
    await simulator.resume();
    for (const number of [1, 2, 3, 4])
      expect((await simulator.connect(nameOf(number)).attest()).value.attestationStatus).toBe(100);
  }, 60_000);
});
