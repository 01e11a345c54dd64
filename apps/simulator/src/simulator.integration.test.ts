import { request } from 'node:http';
import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type SimulatorFault, simulatorRoutes } from '@gatehouse/contracts';
import { fabricPolicy, untrustedPolicy } from '@gatehouse/fabric-simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSimulator, runSimulator } from './testing/running-simulator.ts';

let simulator: RunningSimulator;
beforeAll(async () => {
  // Away long enough to be seen away on a busy machine.
  simulator = await runSimulator(16, { boot: 1_500 });
});
afterAll(() => simulator.close());

const nameOf = (number: number) => `hv-${String(number).padStart(4, '0')}.fabric.test`;
const inject = (number: number, fault: SimulatorFault) =>
  simulator.api.call(simulatorRoutes.injectFault, {
    params: { name: nameOf(number) },
    body: { fault },
  });
const undo = (number: number, fault: SimulatorFault) =>
  simulator.api.call(simulatorRoutes.undoFault, { params: { name: nameOf(number), fault } });
const viewOf = async (number: number) => {
  const { items } = await simulator.api.call(simulatorRoutes.listSimulatedHosts);
  return items.find(({ name }) => name === nameOf(number));
};
const running = (number: number) =>
  expect.poll(async () => (await viewOf(number))?.power, { timeout: 10_000 }).toBe('on');

describe('a simulated host over WS-Man', () => {
  test('answers Identify to anybody, and its version to those who sign in', async () => {
    const host = simulator.connect(nameOf(1));
    expect((await host.identify({ anonymous: true })).value.osVersion).not.toBe('10.0.20348');
    expect((await host.identify()).value).toMatchObject({
      productVendor: 'Microsoft Corporation',
      osVersion: '10.0.20348',
    });
  });

  test('tells its operating system, services, security, TPM and HGS client', async () => {
    const host = simulator.connect(nameOf(1));
    const { value: os } = await host.readOperatingSystem();
    expect(os).toMatchObject({
      caption: 'Microsoft Windows Server 2022 Datacenter',
      build: '20348',
    });
    expect(Math.abs(os.clockDifferenceSeconds ?? Number.NaN)).toBeLessThan(2);
    const { value: services } = await host.readServices();
    expect(services).toHaveLength(5);
    for (const service of services) expect(service.state).toBe('Running');
    expect((await host.readDeviceGuard()).value).toMatchObject({
      virtualizationBasedSecurity: 'running',
      codeIntegrityPolicy: 'off',
      hypervisorEnforcedCodeIntegrity: true,
      secureBoot: true,
      dmaProtection: true,
    });
    expect((await host.readTpm()).value).toMatchObject({ specVersion: '2.0', enabled: true });
    expect((await host.readHgsClient()).value).toMatchObject({
      mode: 'local',
      isHostGuarded: false,
      attestationStatus: 0,
    });
  });

  test('takes a code integrity policy, which is in force after a restart', async () => {
    const host = simulator.connect(nameOf(2));
    const policy = fabricPolicy();
    const sha256 = toHex(hash('sha256', policy));
    expect((await host.readDeployedCodeIntegrityPolicyHash()).value).toBeNull();
    expect((await host.deployCodeIntegrityPolicy(policy)).value).toEqual({ sha256 });
    expect((await host.readDeployedCodeIntegrityPolicyHash()).value).toBe(sha256);
    expect((await host.readDeviceGuard()).value.codeIntegrityPolicy).toBe('off');

    const before = await host.readOperatingSystem();
    await host.restart();
    await expect.poll(async () => (await viewOf(2))?.power).toBe('starting');
    await expect(host.identify()).rejects.toMatchObject({ name: 'HostFailure' });
    await running(2);
    const after = await host.readOperatingSystem();
    expect(after.value.bootedAt?.getTime()).toBeGreaterThan(before.value.bootedAt?.getTime() ?? 0);
    expect((await host.readDeviceGuard()).value).toMatchObject({
      codeIntegrityPolicy: 'enforced',
      userModeCodeIntegrityPolicy: 'enforced',
    });
  });

  test('takes a large file in chunks and refuses what is no compiled policy', async () => {
    const host = simulator.connect(nameOf(2));
    const large = new Uint8Array(300_000).fill(7);
    await expect(host.deployCodeIntegrityPolicy(large)).rejects.toMatchObject({
      code: 'change-refused',
    });
    const xml = new TextEncoder().encode('<SiPolicy xmlns="urn:schemas-microsoft-com:sipolicy"/>');
    await expect(host.deployCodeIntegrityPolicy(xml)).rejects.toMatchObject({
      code: 'change-refused',
    });
  });
});

describe('faults of a simulated host', () => {
  test.each<[SimulatorFault, number, string]>([
    ['winrm-stopped', 3, 'host-refused'],
    ['winrm-silent', 4, 'winrm-silent|host-unreachable'],
    ['wrong-password', 5, 'credentials-rejected'],
    ['powered-off', 6, 'host-closes-connection'],
  ])('%s keeps the connector away, and undoing it lets it in', async (fault, number, causes) => {
    const host = simulator.connect(nameOf(number));
    await host.readServices();
    expect((await inject(number, fault)).faults).toEqual([fault]);
    const failure = await host.readServices().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'HostFailure' });
    expect(causes.split('|')).toContain((failure as { causeCode: string }).causeCode);
    await undo(number, fault);
    await running(number);
    expect((await host.readServices()).value).toHaveLength(5);
  });

  test('a stopped HGS client is started by the console, which ends the fault', async () => {
    const host = simulator.connect(nameOf(7));
    await inject(7, 'hgs-client-stopped');
    const client = (await host.readServices()).value.find(({ name }) => name === 'HgClientService');
    expect(client?.state).toBe('Stopped');
    await host.startService('HgClientService');
    expect((await viewOf(7))?.faults).toEqual([]);
  });

  test('a clock that is off is seen, and synchronising it ends the fault', async () => {
    const host = simulator.connect(nameOf(8));
    await inject(8, 'clock-off');
    const { value } = await host.readOperatingSystem();
    expect(Math.round(value.clockDifferenceSeconds ?? 0)).toBe(17 * 60);
    await host.resyncClock();
    expect((await viewOf(8))?.faults).toEqual([]);
  });

  test('Secure Boot and debugging change at a restart, and the host restarts by itself', async () => {
    const host = simulator.connect(nameOf(9));
    expect((await inject(9, 'secure-boot-off')).power).toBe('starting');
    await running(9);
    expect((await host.readDeviceGuard()).value.secureBoot).toBe(false);
    expect((await undo(9, 'secure-boot-off')).power).toBe('starting');
    await running(9);
    expect((await host.readDeviceGuard()).value.secureBoot).toBe(true);
    expect((await viewOf(9))?.faults).toEqual([]);
  });

  test('an untrusted policy is ended by deploying another and restarting', async () => {
    const host = simulator.connect(nameOf(10));
    await inject(10, 'untrusted-code-integrity-policy');
    await running(10);
    const { value } = await host.readDeployedCodeIntegrityPolicyHash();
    expect(value).toBe(toHex(hash('sha256', untrustedPolicy())));
    await host.deployCodeIntegrityPolicy(fabricPolicy());
    expect((await viewOf(10))?.faults).toEqual(['untrusted-code-integrity-policy']);
    await host.restart();
    await expect.poll(async () => (await viewOf(10))?.faults, { timeout: 10_000 }).toEqual([]);
  });

  test('a wrong HGS URL is refused by no host, and fails', async () => {
    const host = simulator.connect(nameOf(11));
    await inject(11, 'wrong-hgs-url');
    const { value } = await host.attest();
    expect(value).toMatchObject({
      attestationServerUrl: 'http://hgs-old.fabric.test/Attestation',
      isHostGuarded: false,
      attestationStatus: 300,
    });
    expect((await host.clearHgsUrls()).value.mode).toBe('local');
    expect((await viewOf(11))?.faults).toEqual([]);
  });
});

describe('the TPM of a simulated host', () => {
  test('gives the same log and key each time, and another key once it is exchanged', async () => {
    const host = simulator.connect(nameOf(12));
    const first = (await host.readPlatformIdentifier()).value;
    const log = (await host.readEventLog()).value;
    expect((await host.readEventLog()).value).toEqual(log);
    expect((await host.readPlatformIdentifier()).value).toEqual(first);
    await inject(12, 'tpm-exchanged');
    await running(12);
    const second = (await host.readPlatformIdentifier()).value;
    expect(second.endorsementKey).not.toEqual(first.endorsementKey);
    await undo(12, 'tpm-exchanged');
    await running(12);
    expect((await host.readPlatformIdentifier()).value.endorsementKey).toEqual(
      first.endorsementKey,
    );
  });
});

test('a host continues where it was when the simulator starts again', async () => {
  const host = simulator.connect(nameOf(13));
  await host.deployCodeIntegrityPolicy(fabricPolicy());
  const identifier = (await host.readPlatformIdentifier()).value;
  const log = (await host.readEventLog()).value;
  await inject(13, 'clock-off');
  await inject(14, 'powered-off');
  const before = await viewOf(13);

  await simulator.resume();
  expect(await viewOf(13)).toEqual(before);
  expect((await viewOf(14))?.power).toBe('off');
  const again = simulator.connect(nameOf(13));
  expect((await again.readPlatformIdentifier()).value).toEqual(identifier);
  expect((await again.readEventLog()).value).toEqual(log);
  expect((await again.readDeployedCodeIntegrityPolicyHash()).value).toBe(
    toHex(hash('sha256', fabricPolicy())),
  );
});

/** Status of a request with a Host header of its own, which fetch does not send. */
const statusFor = (host: string, path: string, body: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(simulator.url);
    const options = { port, path, method: 'POST', headers: { host } };
    const sent = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end(body);
  });

describe('the port that all hosts share', () => {
  const none = new Uint8Array();

  test.each(['hv-0099.fabric.test', 'evil.example', 'fabric.test', ''])(
    'knows no host %j, and steers nothing for it',
    async (host) => {
      expect(await statusFor(host, `/simulator/hosts/${nameOf(15)}/restart`, none)).not.toBe(200);
      expect((await viewOf(15))?.power).toBe('on');
    },
  );

  test('steers nothing under the name of a host', async () => {
    const status = await statusFor(nameOf(15), `/simulator/hosts/${nameOf(15)}/restart`, none);
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await viewOf(15))?.power).toBe('on');
  });

  test('takes no message above two mebibytes', async () => {
    const body = new Uint8Array(2 * 1024 * 1024 + 1);
    expect(await statusFor(nameOf(15), '/wsman', body)).toBe(413);
  });
});

describe('the control API', () => {
  const send = (path: string, init: RequestInit = {}) => fetch(`${simulator.url}${path}`, init);
  const json = { 'content-type': 'application/json' };
  const faultsPath = `/simulator/hosts/${nameOf(15)}/faults`;

  test('says that it serves', async () => {
    expect(await (await send('/readyz')).json()).toEqual({ status: 'ok', hosts: 16 });
  });

  test.each<[string, string, RequestInit, number]>([
    [
      'a page of another origin',
      faultsPath,
      { headers: { ...json, origin: 'http://evil.test' }, body: '{"fault":"debug-on"}' },
      403,
    ],
    ['a form', faultsPath, { body: new URLSearchParams({ fault: 'debug-on' }) }, 400],
    ['an unknown fault', faultsPath, { headers: json, body: '{"fault":"fire"}' }, 400],
    ['half a body', faultsPath, { headers: json, body: '{"fault"' }, 400],
    [
      'a body beyond the limit',
      faultsPath,
      { headers: json, body: JSON.stringify({ fault: 'x'.repeat(20_000) }) },
      400,
    ],
    [
      'an unknown host',
      '/simulator/hosts/hv-0099.fabric.test/faults',
      { headers: json, body: '{"fault":"debug-on"}' },
      404,
    ],
    ['an unknown path', '/simulator/nothing', { headers: json, body: '{}' }, 404],
  ])('refuses %s', async (_what, path, init, status) => {
    const answer = await send(path, { method: 'POST', ...init });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect((await viewOf(15))?.faults).toEqual([]);
  });
});
