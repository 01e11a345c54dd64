import { toBase64 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  bootHostTpm,
  createTpmManufacturer,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import type { TestHgs } from './start-test-hgs.ts';
import { approve, createTestHost, required, type TestHost } from './test-host.ts';

const manufacturer = createTpmManufacturer('fleet test');
const identityKey = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };

/** What is installed on a test host when it boots. */
export interface Installed {
  readonly firmware?: string;
  /** Content of the first option ROM. */
  readonly optionRom?: string;
}

/** Boots the TPM of the `number`-th host; all are of one model, and differ in disks and keys. */
export async function bootTestHost(
  hgs: TestHgs,
  number: number,
  { firmware, optionRom }: Installed = {},
): Promise<TestHost> {
  const { line, ...identity } = hostIdentity('fleet test', number);
  const one = hostIdentity('fleet test', 1).line;
  const optionRoms = one.model.optionRoms.map((rom, i) =>
    i === 0 && optionRom !== undefined ? { ...rom, version: optionRom } : rom,
  );
  const host = {
    ...identity,
    line: { ...one, firmware: firmware ?? one.firmware, model: { ...one.model, optionRoms } },
  };
  const tpm = await bootHostTpm({
    seed: hash('sha256', Uint8Array.of(number)),
    state: null,
    manufacturer,
    measurements: measurementsOf({
      host,
      configuration: secureConfiguration,
      policy: {
        name: 'SiPolicy.p7b',
        version: '10.0.0.0',
        digestAlgorithm: 'sha256',
        digest: new Uint8Array(32).fill(5),
      },
      vsmKeys: { encryption: identityKey, signing: identityKey },
      bootCount: 1,
      ofThisBoot: (_purpose, length) => new Uint8Array(length).fill(number),
    }),
  });
  return createTestHost(hgs, tpm, identity.name);
}

/** Trusts the maker of the TPMs, and authorises hosts 1 to `count`; the first one's boot is `class A`. */
export async function authorizeFleet(hgs: TestHgs, count: number): Promise<readonly TestHost[]> {
  const root = { content: toBase64(manufacturer.rootCertificate) };
  await hgs.admin('POST', '/Administration/tpm-roots', root);
  const hosts: TestHost[] = [];
  for (let number = 1; number <= count; number++) {
    const host = await bootTestHost(hgs, number);
    await host.send({ challenge: null, blobs: host.offer });
    await approve(hgs, required(host.offer.hostName), number === 1);
    hosts.push(host);
  }
  return hosts;
}
