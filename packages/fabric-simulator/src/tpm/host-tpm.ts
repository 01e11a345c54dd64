import { hash } from '@gatehouse/bytes/crypto';
import { type EventToWrite, encodeEventLog, eventType } from '@gatehouse/measured-boot';
import {
  type AttestationKeys,
  createAttestationKeys,
  createTpmClient,
  ekNvIndex,
  ekTemplate,
  publicKeySpki,
  type TpmClient,
} from '@gatehouse/tpm';
import { createSimulatedTpm } from '@gatehouse/tpm-simulator';
import { measuredBanks } from '../boot/boot-step.ts';
import type { TpmManufacturer } from './manufacturer.ts';

/** The TPM of a host that has booted: reached by command bytes, as the host's own software would. */
export interface HostTpm {
  readonly client: TpmClient;
  /** EK and AK, loaded. */
  readonly keys: AttestationKeys;
  /** DER, from the NV index. */
  readonly ekCertificate: Uint8Array;
  /** What the boot measured: a crypto-agile TCG log. */
  readonly eventLog: Uint8Array;
  /** What survives a power cycle. */
  readonly state: Uint8Array;
}

export interface HostTpmOptions {
  /** 32 bytes; names the TPM. */
  readonly seed: Uint8Array;
  /** `HostTpm.state` of the boot before; null for a TPM that comes from its manufacturer. */
  readonly state: Uint8Array | null;
  readonly manufacturer: TpmManufacturer;
  /** What the boot measures. */
  readonly measurements: readonly EventToWrite[];
}

const digested = (event: EventToWrite): EventToWrite => ({
  ...event,
  digests:
    event.digests ??
    Object.fromEntries(measuredBanks.map((bank) => [bank, hash(bank, event.data)])),
});

async function measure(client: TpmClient, events: readonly EventToWrite[]): Promise<void> {
  for (const { pcr, type, digests } of events) {
    if (type === eventType.EV_NO_ACTION) continue;
    await client.pcrExtend(
      pcr,
      measuredBanks.flatMap((bank) => {
        const digest = digests?.[bank];
        return digest === undefined ? [] : [{ hash: bank, digest }];
      }),
    );
  }
}

/** Endorses a new TPM: its maker certifies the EK and writes the certificate into the TPM. */
async function endorse(
  client: TpmClient,
  seed: Uint8Array,
  manufacturer: TpmManufacturer,
): Promise<Uint8Array> {
  const ek = await client.createPrimary('endorsement', ekTemplate.eccP256);
  await client.flush(ek.handle);
  return manufacturer.certify(publicKeySpki(ek.public), hash('sha256', seed).join('.'));
}

/** Powers a TPM on, measures a boot into it and creates the keys that attestation needs. */
export async function bootHostTpm(options: HostTpmOptions): Promise<HostTpm> {
  const { seed, state, manufacturer } = options;
  const tpm = createSimulatedTpm(state === null ? { seed } : { seed, state });
  const client = createTpmClient(tpm.transport);
  await client.startup('clear');
  if (state === null)
    tpm.provisionNv(ekNvIndex.eccP256Certificate, await endorse(client, seed, manufacturer));
  const events = options.measurements.map(digested);
  await measure(client, events);
  return {
    client,
    keys: await createAttestationKeys(client),
    ekCertificate: await client.nvRead(ekNvIndex.eccP256Certificate),
    eventLog: encodeEventLog({ banks: measuredBanks, events }),
    state: tpm.saveState(),
  };
}
