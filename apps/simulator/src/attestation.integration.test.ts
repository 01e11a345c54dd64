import { toBase64, utf8 } from '@gatehouse/bytes';
import {
  type AttestationStatusName,
  type AttestationSubstatus,
  bootCauses,
  hgsRoutes,
  type SimulatorFault,
  simulatorRoutes,
} from '@gatehouse/contracts';
import { fabricPolicy } from '@gatehouse/fabric-simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningHgs, runHgs } from './testing/running-hgs.ts';
import { type RunningSimulator, runSimulator } from './testing/running-simulator.ts';

const hostCount = 24;
const patience = { timeout: 10_000 };
const nameOf = (number: number) => `hv-${String(number).padStart(4, '0')}.fabric.test`;
const names = Array.from({ length: hostCount }, (_, i) => nameOf(i + 1));

let simulator: RunningSimulator;
let hgs: RunningHgs;
beforeAll(async () => {
  simulator = await runSimulator(hostCount);
  hgs = await runHgs(simulator.dataDir);
});
afterAll(async () => {
  await simulator?.close();
  await hgs?.close();
});

const viewOf = async (name: string) => {
  const { items } = await simulator.api.call(simulatorRoutes.listSimulatedHosts);
  return items.find((host) => host.name === name);
};

const lastVerdict = async (name: string) => {
  const { items } = await hgs.api.call(hgsRoutes.listVerdicts, {
    query: { limit: 200, offset: 0 },
  });
  return items.find(({ hostName }) => hostName === name);
};

describe('a fabric of simulated hosts and a Host Guardian Service', () => {
  test('hosts that nobody knows are unauthorized, and wait with their claims', async () => {
    const { tpmRoot } = await simulator.api.call(simulatorRoutes.getSimulatedFabric);
    await hgs.api.call(hgsRoutes.addTpmRoot, { body: { content: toBase64(utf8(tpmRoot)) } });
    await hgs.api.call(hgsRoutes.addTrustedPolicy, {
      body: { name: 'fabric', fileName: 'SiPolicy.p7b', content: toBase64(fabricPolicy()) },
    });
    const pair = {
      attestationServerUrl: `${hgs.url}/Attestation`,
      keyProtectionServerUrl: `${hgs.url}/KeyProtection`,
    };
    await Promise.all(
      names.map(async (name) => {
        const host = simulator.connect(name);
        await host.deployCodeIntegrityPolicy(fabricPolicy());
        const before = await viewOf(name);
        await host.restart();
        await expect
          .poll(async () => (await viewOf(name))?.bootedAt ?? before?.bootedAt, patience)
          .not.toBe(before?.bootedAt);
        const { value } = await host.setHgsUrls(pair, null);
        expect(value).toMatchObject({ attestationStatus: 301, isHostGuarded: false });
      }),
    );
    const { items } = await hgs.api.call(hgsRoutes.listWaitingHosts);
    expect(items.map(({ claimedName }) => claimedName).sort()).toEqual(names);
    for (const { certificatePath, codeIntegrityPolicy, log } of items) {
      expect(certificatePath.outcome).toBe('trusted');
      expect(codeIntegrityPolicy?.trusted).toBe('fabric');
      expect(log?.secureBoot).toBe(true);
    }
  }, 120_000);

  test('after approval all hosts pass, with one baseline a product line', async () => {
    for (;;) {
      const { items } = await hgs.api.call(hgsRoutes.listWaitingHosts);
      const [next] = items;
      if (next === undefined) break;
      const isNew = next.log?.matchesBaseline === null;
      await hgs.api.call(hgsRoutes.approveWaitingHost, {
        params: { id: next.id },
        body: {
          name: next.claimedName,
          addBaseline: isNew ? `from ${next.claimedName}` : null,
          addCodeIntegrityPolicy: null,
          force: false,
        },
      });
    }
    const startedAt = performance.now();
    const states = await Promise.all(names.map((name) => simulator.connect(name).attest()));
    const perSecond = hostCount / ((performance.now() - startedAt) / 1000);
    for (const { value } of states)
      expect(value).toMatchObject({
        attestationStatus: 100,
        attestationSubstatus: 0n,
        isHostGuarded: true,
        attestationOperationMode: 'tpm',
      });
    const { items } = await hgs.api.call(hgsRoutes.listBaselines);
    expect(items).toHaveLength(4);
    expect(perSecond).toBeGreaterThan(2);
  }, 60_000);

  test.each<[SimulatorFault, number, AttestationStatusName, AttestationSubstatus[]]>([
    ['secure-boot-off', 1, 'InsecureHostConfiguration', ['SecureBoot', 'SecureBootSettings']],
    ['debug-on', 2, 'InsecureHostConfiguration', ['DebugMode']],
    ['tampered-boot-manager', 3, 'InsecureHostConfiguration', ['SecureBootSettings']],
    ['untrusted-code-integrity-policy', 4, 'InsecureHostConfiguration', ['CodeIntegrityPolicy']],
    ['tpm-exchanged', 5, 'UnauthorizedHost', []],
    ['wrong-hgs-url', 6, 'TransientError', ['HostUnreachable']],
  ])('%s is refused, and passes again once undone', async (fault, number, status, substatus) => {
    const name = nameOf(number);
    await simulator.api.call(simulatorRoutes.injectFault, { params: { name }, body: { fault } });
    await expect.poll(async () => (await viewOf(name))?.attestationStatus, patience).toBe(status);
    if (status === 'InsecureHostConfiguration') {
      const verdict = await lastVerdict(name);
      expect(verdict?.status).toBe(status);
      expect(new Set(verdict?.substatus)).toEqual(new Set(substatus));
    }
    await simulator.api.call(simulatorRoutes.undoFault, { params: { name, fault } });
    await expect.poll(async () => (await viewOf(name))?.attestationStatus, patience).toBe('Passed');
    expect((await viewOf(name))?.faults).toEqual([]);
  });

  test('a stopped HGS client tells no verdict, and passes once it is started', async () => {
    const name = nameOf(7);
    const host = simulator.connect(name);
    await simulator.api.call(simulatorRoutes.injectFault, {
      params: { name },
      body: { fault: 'hgs-client-stopped' },
    });
    expect((await host.readHgsClient()).value).toMatchObject({
      attestationStatus: 1,
      isHostGuarded: false,
    });
    await host.startService('HgClientService');
    await expect
      .poll(async () => (await host.readHgsClient()).value.attestationStatus, patience)
      .toBe(100);
  });

  test('verdicts survive a restart of the simulator', async () => {
    await simulator.resume();
    const { items } = await simulator.api.call(simulatorRoutes.listSimulatedHosts);
    expect(items.filter(({ attestationStatus }) => attestationStatus === 'Passed')).toHaveLength(
      hostCount,
    );
    expect((await simulator.connect(nameOf(9)).attest()).value.attestationStatus).toBe(100);
  });

  test('a host whose primary HGS is gone attests at the fallback', async () => {
    const gone = {
      attestationServerUrl: 'http://hgs-2.fabric.test/Attestation',
      keyProtectionServerUrl: 'http://hgs-2.fabric.test/KeyProtection',
    };
    const fallback = {
      attestationServerUrl: `${hgs.url}/Attestation`,
      keyProtectionServerUrl: `${hgs.url}/KeyProtection`,
    };
    const { value } = await simulator.connect(nameOf(10)).setHgsUrls(gone, fallback);
    expect(value).toMatchObject({ attestationStatus: 100, isHostGuarded: true });
  });

  test.each([
    ['tpm-cleared', 11, 'TpmError', 'tpm-cleared'],
    [
      'code-integrity-policy-missing',
      12,
      'InsecureHostConfiguration',
      'code-integrity-policy-missing',
    ],
  ] as const)('%s is explained by its cause', async (fault, number, status, cause) => {
    const name = nameOf(number);
    await simulator.api.call(simulatorRoutes.injectFault, { params: { name }, body: { fault } });
    await expect.poll(async () => (await viewOf(name))?.attestationStatus, patience).toBe(status);
    const explanation = (await lastVerdict(name))?.explanation;
    expect(explanation).toMatchObject({ cause, who: bootCauses[cause].who });
    await simulator.api.call(simulatorRoutes.undoFault, { params: { name, fault } });
  });
});
