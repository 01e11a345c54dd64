import { encodeReply, type HgsReply } from '@gatehouse/hgs-protocol';
import { createSelfSigned, createSigningKey } from '@gatehouse/pki';
import { expect, test } from 'vitest';
import type { HgsExchange, HgsHttpRequest } from '../hgs-client/attest.ts';
import { createManualWorld } from '../testing/manual-surroundings.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 23, 9);
const pair = {
  attestationServerUrl: 'http://hgs.test/Attestation',
  keyProtectionServerUrl: 'http://hgs.test/KeyProtection',
};
const guarded = { mode: 'secure-hosting-service', primary: pair, fallback: null } as const;

const certificate = createSelfSigned({
  commonName: 'health',
  key: createSigningKey(),
  validity: { notBefore: new Date(start), notAfter: new Date(start + 8 * hour) },
  serialNumber: new Uint8Array(16).fill(0x42),
  use: 'signer',
});
const passed: HgsReply = {
  kind: 'HealthCertificateReply',
  content: [{ type: 'identityEncryptionKeyCertificate', certificate }],
};

/** An HGS that gives every host the same reply. */
function replying(reply: () => HgsReply): HgsExchange & { readonly seen: HgsHttpRequest[] } {
  const seen: HgsHttpRequest[] = [];
  const exchange: HgsExchange = async (request) => {
    seen.push(request);
    return encodeReply(
      request.method === 'GET'
        ? {
            kind: 'ServiceInfoReply',
            functionalLevel: 2,
            operationMode: 'tpm',
            supportedFunctionalLevels: [1, 2],
          }
        : reply(),
    );
  };
  return Object.assign(exchange, { seen });
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

test('a host that nobody configured is never asked about, and its TPM is never made', async () => {
  const world = createManualWorld(replying(() => passed));
  const host = world.host(1);
  world.advance(100 * hour);
  await host.attest();
  expect(host.view).toMatchObject({ power: 'on', attestationStatus: 'NotConfigured' });
  expect(world.kept.size).toBe(0);
});

test('a health certificate expires by the clock of the host', async () => {
  const world = createManualWorld(replying(() => passed));
  const host = world.host(1);
  await host.setHgsClient(guarded);
  expect(host.attestationStatus).toBe('Passed');
  host.close();
  world.advance(8 * hour - 10 * 60_000);
  expect(host.attestationStatus).toBe('Passed');
  host.injectFault('clock-off');
  expect(host.attestationStatus).toBe('Expired');
  host.resyncClock();
  expect(host.attestationStatus).toBe('Passed');
  world.advance(10 * 60_000);
  expect(host.attestationStatus).toBe('Expired');
});

test('a host attests again before its certificate ends', async () => {
  const exchange = replying(() => passed);
  const world = createManualWorld(exchange);
  await world.host(1).setHgsClient(guarded);
  expect(exchange.seen).toHaveLength(2);
  world.advance(7.9 * hour);
  await settled();
  expect(exchange.seen).toHaveLength(2);
  world.advance(0.1 * hour);
  await settled();
  expect(exchange.seen.length).toBeGreaterThan(2);
});

test('after a transient error a host tries again in minutes', async () => {
  let reply: HgsReply = { kind: 'UnavailableErrorReply', retryable: true };
  const exchange = replying(() => reply);
  const world = createManualWorld(exchange);
  const host = world.host(1);
  await host.setHgsClient(guarded);
  expect(host.attestationStatus).toBe('TransientError');
  reply = passed;
  world.advance(5 * 60_000);
  await expect.poll(() => host.attestationStatus).toBe('Passed');
});

test('the fallback is asked when the primary is not to be had, and not when it refuses', async () => {
  const fallback = {
    attestationServerUrl: 'http://fallback.test/Attestation',
    keyProtectionServerUrl: 'http://fallback.test/KeyProtection',
  };
  const refusing = replying(() => ({ kind: 'UnauthorizedErrorReply', retryable: false }));
  const world = createManualWorld(refusing);
  await world.host(1).setHgsClient({ ...guarded, fallback });
  expect(refusing.seen.map(({ url }) => new URL(url).hostname)).toEqual(['hgs.test', 'hgs.test']);

  const answering = replying(() => passed);
  const broken = createManualWorld(async (request) => {
    if (request.url.startsWith('http://hgs.test')) throw new Error('connection refused');
    return answering(request);
  });
  const host = broken.host(1);
  await host.setHgsClient({ ...guarded, fallback });
  expect(host.state.attestation).toMatchObject({
    status: 'Passed',
    lastAttestationServerUrl: fallback.attestationServerUrl,
    lastKeyProtectionServerUrl: fallback.keyProtectionServerUrl,
  });
});

test('those who ask while a host attests share the next attempt, and none is lost', async () => {
  const exchange = replying(() => passed);
  const world = createManualWorld(exchange);
  const host = world.host(1);
  const first = host.setHgsClient(guarded);
  await Promise.all([first, host.attest(), host.attest(), host.attest()]);
  expect(exchange.seen.length).toBeLessThanOrEqual(4);
});

test('a verdict over a boot that has ended is not kept', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const exchange = replying(() => passed);
  const world = createManualWorld(async (request) => {
    await held;
    return exchange(request);
  });
  const host = world.host(1, { hgsClient: guarded });
  const attesting = host.attest();
  await settled();
  host.restart();
  release();
  await attesting;
  expect(host.presence).toBe('off');
  expect(host.state.attestation.status).toBe('NotConfigured');
  world.advance(2_000);
  expect(host.state.bootedAt).toBe(new Date(start + 1_500).toISOString());
  await expect.poll(() => host.attestationStatus).toBe('Passed');
});

test('an HGS that never stops asking is given up', async () => {
  const exchange = replying(() => ({ kind: 'TpmReplyContinue', context: new Uint8Array(48) }));
  const world = createManualWorld(exchange);
  const host = world.host(1);
  await host.setHgsClient(guarded);
  expect(host.attestationStatus).toBe('TransientError');
  expect(exchange.seen.length).toBeLessThan(10);
});

test('what cannot be read as a reply is a transient error', async () => {
  const world = createManualWorld(async () => '<html>proxy error</html>');
  const host = world.host(1);
  await host.setHgsClient(guarded);
  expect(host.state.attestation).toMatchObject({
    status: 'TransientError',
    substatus: ['HostUnreachable'],
  });
});

test('a fault that takes a restart does not switch on a host that is off', () => {
  const world = createManualWorld(replying(() => passed));
  const host = world.host(1);
  host.injectFault('powered-off');
  host.injectFault('secure-boot-off');
  expect(host.presence).toBe('off');
  world.advance(hour);
  expect(host.presence).toBe('off');
  host.undoFault('powered-off');
  expect(host.view.power).toBe('starting');
  world.advance(2_000);
  expect(host.view).toMatchObject({ power: 'on', faults: ['secure-boot-off'] });
  expect(host.state.bootedConfiguration.secureBoot).toBe(false);
});
