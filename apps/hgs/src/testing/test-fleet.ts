import { toBase64 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  bootHostTpm,
  createTpmManufacturer,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
  type TpmDevice,
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

export interface TestFleet {
  /** As they were first authorised; none has attested yet. */
  readonly hosts: readonly TestHost[];
  /**
   * Powers the `number`-th host on, or restarts it; all are of one model, and differ in disks and keys.
   * What it gave before has lost its power.
   */
  boot(number: number, installed?: Installed): Promise<TestHost>;
}

/** Trusts the maker of the TPMs, and authorises hosts 1 to `count`; the first one's boot is `class A`. */
export async function startFleet(hgs: TestHgs, count: number): Promise<TestFleet> {
  const root = { content: toBase64(manufacturer.rootCertificate) };
  await hgs.admin('POST', '/Administration/tpm-roots', root);
  const devices = new Map<number, TpmDevice>();
  const boot: TestFleet['boot'] = async (number, installed = {}) => {
    const { name, measurements } = bootOf(number, installed);
    const tpm = await bootHostTpm({
      seed: hash('sha256', Uint8Array.of(number)),
      state: devices.get(number)?.saveState() ?? null,
      manufacturer,
      measurements,
    });
    devices.set(number, tpm.device);
    return createTestHost(hgs, tpm, name);
  };
  const hosts: TestHost[] = [];
  for (let number = 1; number <= count; number++) {
    const host = await boot(number);
    await host.send({ challenge: null, blobs: host.offer });
    await approve(hgs, required(host.offer.hostName), number === 1);
    hosts.push(host);
  }
  return { hosts, boot };
}

function bootOf(number: number, { firmware, optionRom }: Installed) {
  const { line: _, ...identity } = hostIdentity('fleet test', number);
  const { line } = hostIdentity('fleet test', 1);
  const optionRoms = line.model.optionRoms.map((rom, i) =>
    i === 0 && optionRom !== undefined ? { ...rom, version: optionRom } : rom,
  );
  const host = {
    ...identity,
    line: { ...line, firmware: firmware ?? line.firmware, model: { ...line.model, optionRoms } },
  };
  const measurements = measurementsOf({
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
  });
  return { name: identity.name, measurements };
}
