import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { hgsRoutes } from '@gatehouse/contracts';
import {
  attest,
  bootTpm,
  createTpmManufacturer,
  fabricPolicy,
  generateVsmKeys,
  hostIdentity,
  measurementsOf,
  publicVsmKeyOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import { createTpmClient, publicKeySpki } from '@gatehouse/tpm';
import { expect, test } from 'vitest';
import { hgsExchange } from './hgs-exchange.ts';
import { runHgs } from './testing/running-hgs.ts';
import { hasSwtpm, runSwtpm } from './testing/swtpm.ts';

test.skipIf(!hasSwtpm)('a host with a TPM that is not ours attests at a real HGS', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-hgs-'));
  const swtpm = await runSwtpm();
  const hgs = await runHgs(dataDir);
  try {
    const policy = fabricPolicy();
    const vsm = await generateVsmKeys();
    const measurements = measurementsOf({
      host: hostIdentity('swtpm', 1),
      configuration: secureConfiguration,
      policy: {
        name: 'SiPolicy.p7b',
        version: '10.2.0.0',
        digestAlgorithm: 'sha256',
        digest: hash('sha256', policy),
      },
      vsmKeys: {
        encryption: publicVsmKeyOf(vsm.encryption.privateKey),
        signing: publicVsmKeyOf(vsm.signing.privateKey),
      },
      bootCount: 1,
      ofThisBoot: (_purpose, length) => new Uint8Array(length).fill(3),
    });
    const client = createTpmClient(swtpm.transport);
    const maker = createTpmManufacturer('swtpm');
    const booted = await bootTpm(client, measurements);
    const ekCertificate = maker.certify(publicKeySpki(booted.keys.ek.public), 'swtpm');
    const attestNow = () =>
      attest({
        hostName: 'hv-0001.fabric.test',
        tpm: { client, ...booted, ekCertificate },
        attestationServerUrl: `${hgs.url}/Attestation`,
        exchange: hgsExchange,
        sessionId: '2f5e0b1c-7d1f-4d2b-9a55-0c3b7f6f1a10',
        signal: AbortSignal.timeout(20_000),
      });

    await hgs.api.call(hgsRoutes.addTpmRoot, {
      body: { content: toBase64(maker.rootCertificate) },
    });
    await hgs.api.call(hgsRoutes.addTrustedPolicy, {
      body: { name: 'fabric', fileName: 'SiPolicy.p7b', content: toBase64(policy) },
    });
    expect((await attestNow()).status).toBe('UnauthorizedHost');
    const { items } = await hgs.api.call(hgsRoutes.listWaitingHosts);
    await hgs.api.call(hgsRoutes.approveWaitingHost, {
      params: { id: items[0]?.id ?? '' },
      body: {
        name: 'hv-0001.fabric.test',
        addBaseline: 'swtpm',
        addCodeIntegrityPolicy: null,
        force: false,
      },
    });
    const outcome = await attestNow();
    expect(outcome).toMatchObject({ status: 'Passed', substatus: [] });
    expect(outcome.certificates).toHaveLength(2);
  } finally {
    await hgs.close();
    await swtpm.close();
    await rm(dataDir, { recursive: true });
  }
});
