import { equalBytes, toHex } from '@gatehouse/bytes';
import { parseEventLog, replayEventLog } from '@gatehouse/measured-boot';
import { parseCertificate, verifyPath } from '@gatehouse/pki';
import { publicKeySpki, sameKey } from '@gatehouse/tpm';
import { beforeAll, describe, expect, test } from 'vitest';
import { measurementsOf } from '../boot/boot-chain.ts';
import { derive } from '../model/derive.ts';
import { secureConfiguration } from '../model/host-configuration.ts';
import { hostIdentity, tpmSeed } from '../model/host-identity.ts';
import { bootHostTpm } from './host-tpm.ts';
import { createTpmManufacturer } from './manufacturer.ts';

const seed = 'a test';
const manufacturer = createTpmManufacturer(seed);

const boot = (number: number, options: { state?: Uint8Array; generation?: number } = {}) => {
  const host = hostIdentity(seed, number);
  return bootHostTpm({
    seed: tpmSeed(seed, host, options.generation ?? 0),
    state: options.state ?? null,
    manufacturer,
    measurements: measurementsOf({
      host,
      configuration: { ...secureConfiguration, vbs: false },
      policy: null,
      vsmKeys: null,
      bootCount: 1,
      ofThisBoot: (purpose, length) => derive(seed, `${number} ${purpose}`, length),
    }),
  });
};

let tpm: Awaited<ReturnType<typeof boot>>;
beforeAll(async () => {
  tpm = await boot(1);
});

describe('the TPM of a simulated host', () => {
  test.each(['sha1', 'sha256'] as const)(
    'has in its %s bank what the log replays to, PCR by PCR',
    async (bank) => {
      const replayed = replayEventLog(parseEventLog(tpm.eventLog)).get(bank);
      const pcrs = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14];
      const values = await tpm.client.pcrRead({ hash: bank, pcrs });
      expect(values.size).toBe(pcrs.length);
      for (const [pcr, value] of values)
        expect([pcr, toHex(value)]).toEqual([pcr, toHex(replayed?.get(pcr) ?? new Uint8Array())]);
    },
  );

  test('is endorsed by the simulated manufacturer', () => {
    const certificate = parseCertificate(tpm.ekCertificate);
    expect(sameKey(tpm.keys.ek.public, certificate.publicKey)).toBe(true);
    expect(
      verifyPath(certificate, {
        anchors: [parseCertificate(manufacturer.rootCertificate)],
        at: new Date('2026-11-23T00:00:00Z'),
      }).kind,
    ).toBe('trusted');
  });

  test('has the same endorsement key and log in every simulation of the seed', async () => {
    const again = await boot(1);
    expect(publicKeySpki(again.keys.ek.public)).toEqual(publicKeySpki(tpm.keys.ek.public));
    expect(equalBytes(again.eventLog, tpm.eventLog)).toBe(true);
  });

  test('keeps its certificate and counts its boots in the state that survives', async () => {
    const next = await boot(1, { state: tpm.state });
    expect(next.ekCertificate).toEqual(tpm.ekCertificate);
    const before = (await tpm.client.readClock()).clockInfo.resetCount;
    expect((await next.client.readClock()).clockInfo.resetCount).toBe(before + 1);
  });

  test('is another one in another host, and after an exchange', async () => {
    const others = [await boot(2), await boot(1, { generation: 1 })];
    for (const other of others)
      expect(publicKeySpki(other.keys.ek.public)).not.toEqual(publicKeySpki(tpm.keys.ek.public));
  });
});

test('a manufacturer of the same seed keeps its key, whatever its root certificate', () => {
  const other = createTpmManufacturer(seed);
  const at = new Date('2026-11-23T00:00:00Z');
  const anchors = [parseCertificate(other.rootCertificate)];
  expect(verifyPath(parseCertificate(tpm.ekCertificate), { anchors, at }).kind).toBe('trusted');
  const foreign = [parseCertificate(createTpmManufacturer('b').rootCertificate)];
  expect(verifyPath(parseCertificate(tpm.ekCertificate), { anchors: foreign, at }).kind).toBe(
    'untrusted',
  );
});
