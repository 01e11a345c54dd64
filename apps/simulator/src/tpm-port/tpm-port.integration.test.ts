import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { toBase64, utf8 } from '@gatehouse/bytes';
import { hgsRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { fabricPolicy } from '@gatehouse/fabric-simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../seeding/until.ts';
import { type RunningHgs, runHgs } from '../testing/running-hgs.ts';
import { type RunningSimulator, runSimulator } from '../testing/running-simulator.ts';

const run = promisify(execFile);
const works = (tool: string): boolean => spawnSync(tool, ['--help']).status === 0;
const hasTools = spawnSync('tpm2_pcrread', ['--version']).status === 0;
const hasSwtpm = works('swtpm_setup');
/** Host 2 is on swtpm where that is installed, host 1 never is; host 3 has a TPM 1.2. */
const first = 'hv-0001.fabric.test';
const second = 'hv-0002.fabric.test';
const third = 'hv-0003.fabric.test';

let simulator: RunningSimulator;
let hgs: RunningHgs;
beforeAll(async () => {
  simulator = await runSimulator(
    3,
    { boot: 100 },
    { SIMULATOR_TPM: hasSwtpm ? 'swtpm:half' : 'simulated', SIMULATED_TPM12_HOST: 3 },
  );
  hgs = await runHgs(simulator.dataDir);
});
afterAll(async () => {
  await simulator?.close();
  await hgs?.close();
});

const open = (name: string, framing: 'swtpm' | 'mssim') =>
  simulator.api.call(simulatorRoutes.openTpmPort, {
    params: { name },
    body: { framing },
  });
const close = (name: string) =>
  simulator.api.call(simulatorRoutes.closeTpmPort, { params: { name } });

/** `  0 : 0x373B…` of tpm2_pcrread. */
const valuesIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^\s*(\d+)\s*: 0x([0-9A-F]+)$/gm)].map(([, pcr, value]) => [
      pcr,
      value?.toLowerCase(),
    ]),
  );

/** Has an HGS prove what the host booted; returns the registers of the log that it proved. */
async function attested(name: string): Promise<Readonly<Record<string, string>>> {
  expect((await simulator.connect(name).attest()).value.attestationStatus).toBe(100);
  const { items } = await hgs.api.call(hgsRoutes.listVerdicts, { query: { limit: 50, offset: 0 } });
  const passed = items.find(({ hostName, status }) => hostName === name && status === 'Passed');
  const digest = passed?.eventLog ?? '';
  const { pcrs } = await hgs.api.call(hgsRoutes.getEventLog, { params: { digest } });
  return pcrs['sha256'] ?? {};
}

async function trustFabric(): Promise<void> {
  const { tpmRoots } = await simulator.api.call(simulatorRoutes.getSimulatedFabric);
  for (const root of tpmRoots)
    await hgs.api.call(hgsRoutes.addTpmRoot, { body: { content: toBase64(utf8(root)) } });
  await hgs.api.call(hgsRoutes.addTrustedPolicy, {
    body: { name: 'fabric', fileName: 'SiPolicy.p7b', content: toBase64(fabricPolicy()) },
  });
  for (const name of [first, second]) {
    const host = simulator.connect(name);
    await host.deployCodeIntegrityPolicy(fabricPolicy());
    const before = (await host.readOperatingSystem()).value.bootedAt?.getTime();
    await host.restart();
    await until(
      async () => {
        const reading = await host.readOperatingSystem().catch(() => null);
        return reading === null || reading.value.bootedAt?.getTime() === before ? null : true;
      },
      { what: `${name} has restarted`, timeoutMilliseconds: 20_000 },
    );
    await host.setHgsUrls(
      {
        attestationServerUrl: `${hgs.url}/Attestation`,
        keyProtectionServerUrl: `${hgs.url}/KeyProtection`,
      },
      null,
    );
  }
  for (const { id, claimedName } of (await hgs.api.call(hgsRoutes.listWaitingHosts)).items)
    await hgs.api.call(hgsRoutes.approveWaitingHost, {
      params: { id },
      body: {
        name: claimedName,
        addBaseline: claimedName,
        addCodeIntegrityPolicy: null,
        force: false,
      },
    });
}

describe.skipIf(!hasTools)('tpm2-tools on the TPM that attests', () => {
  beforeAll(trustFabric, 60_000);

  test.each([
    [first, 'swtpm'],
    [first, 'mssim'],
    [second, 'swtpm'],
    [second, 'mssim'],
  ] as const)(
    '%s over %s: its registers are those that HGS proved',
    async (name, framing) => {
      const proven = await attested(name);
      const { port } = await open(name, framing);
      const tcti = `${framing}:host=127.0.0.1,port=${port}`;
      const { stdout } = await run('tpm2_pcrread', [
        '-T',
        tcti,
        'sha256:0,1,2,3,4,5,6,7,11,12,13,14',
      ]);
      const read = valuesIn(stdout);
      expect(Object.keys(read)).toHaveLength(12);
      for (const [pcr, value] of Object.entries(read))
        expect([pcr, value]).toEqual([pcr, proven[pcr]]);
      await close(name);
      await expect(run('tpm2_getrandom', ['-T', tcti, '4'])).rejects.toThrow();
    },
    60_000,
  );

  test('what tools leave loaded does not keep the host from attesting', async () => {
    const { port } = await open(second, 'swtpm');
    const tcti = `swtpm:host=127.0.0.1,port=${port}`;
    for (const context of ['a', 'b', 'c'])
      await run('tpm2_createprimary', [
        '-T',
        tcti,
        '-C',
        'o',
        '-G',
        'ecc',
        '-c',
        `${simulator.dataDir}/${context}.ctx`,
      ]);
    await close(second);
    expect((await simulator.connect(second).attest()).value.attestationStatus).toBe(100);
  }, 60_000);
});

test('one port is open at a time, and another host has to wait for it', async () => {
  const opened = await open(first, 'swtpm');
  await expect(open(second, 'swtpm')).rejects.toThrow(/one TPM|is open to tools/i);
  expect((await open(first, 'mssim')).framing).toBe('mssim');
  expect((await simulator.api.call(simulatorRoutes.getTpmPort)).open?.host).toBe(opened.host);
  expect((await close(first)).open).toBeNull();
});

test('a TPM 1.2 is not opened', async () => {
  await expect(open(third, 'swtpm')).rejects.toThrow('TPM 1.2');
});
