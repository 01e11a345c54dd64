import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  createTpmClient,
  ekNvIndex,
  ekTemplate,
  publicKeySpki,
  type TpmDescription,
} from '@gatehouse/tpm';
import { createSimulatedTpm } from '@gatehouse/tpm-simulator';
import { tpmSeed } from '../model/host-identity.ts';
import type { TpmManufacturer } from './manufacturer.ts';
import { describeDevice, type TpmDevice, type TpmSupply } from './tpm-supply.ts';

/** A simulated TPM in this process. `seed`: 32 bytes, which name it; a new one gets its certificate. */
export async function powerOnEmbedded(
  seed: Uint8Array,
  state: Uint8Array | null,
  manufacturer: TpmManufacturer,
): Promise<TpmDevice> {
  const tpm = createSimulatedTpm(state === null ? { seed } : { seed, state });
  if (state === null) {
    const client = createTpmClient(tpm.transport);
    await client.startup();
    const ek = await client.createPrimary('endorsement', ekTemplate.eccP256);
    const serial = toHex(hash('sha256', seed));
    const certificate = manufacturer.certify(publicKeySpki(ek.public), serial);
    tpm.provisionNv(ekNvIndex.eccP256Certificate, certificate);
    tpm.reset();
  }
  return {
    execute: async (command, locality) => tpm.execute(command, locality),
    isOn: true,
    saveState: () => tpm.saveState(),
  };
}

/** The simulated TPMs of a fabric's seed. */
export function createEmbeddedTpms(seed: string, manufacturer: TpmManufacturer): TpmSupply {
  let description: Promise<TpmDescription> | null = null;
  return {
    describe: () => {
      description ??= powerOnEmbedded(new Uint8Array(32), null, manufacturer).then(describeDevice);
      return description;
    },
    powerOn: ({ host, generation, state }) =>
      powerOnEmbedded(tpmSeed(seed, host, generation), state, manufacturer),
  };
}
