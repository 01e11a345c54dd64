import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type EventToWrite, encodeEventLog, eventType } from '@gatehouse/measured-boot';
import {
  type AttestationKeys,
  createAttestationKeys,
  createTpmClient,
  ekNvIndex,
  publicKeySpki,
  type TpmClient,
} from '@gatehouse/tpm';
import { createSimulatedTpm } from '@gatehouse/tpm-simulator';
import { measuredBanks } from '../boot/boot-step.ts';
import type { TpmManufacturer } from './manufacturer.ts';

/** What a boot leaves behind. */
export interface BootedTpm {
  /** EK and AK, loaded. */
  readonly keys: AttestationKeys;
  /** What the boot measured: a crypto-agile TCG log. */
  readonly eventLog: Uint8Array;
}

/** A TPM that can attest, reached by command bytes, as the host's own software would. */
export interface AttestingTpm extends BootedTpm {
  readonly client: TpmClient;
  /** DER. */
  readonly ekCertificate: Uint8Array;
}

/** The TPM of a simulated host that has booted. */
export interface HostTpm extends AttestingTpm {
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

/** Starts any TPM, measures a boot into both banks and creates the keys that attestation needs. */
export async function bootTpm(
  client: TpmClient,
  measurements: readonly EventToWrite[],
): Promise<BootedTpm> {
  await client.startup('clear');
  const events = measurements.map(digested);
  await measure(client, events);
  return {
    keys: await createAttestationKeys(client),
    eventLog: encodeEventLog({ banks: measuredBanks, events }),
  };
}

/** Powers a host's TPM on and boots it; a new one is endorsed by its maker. */
export async function bootHostTpm(options: HostTpmOptions): Promise<HostTpm> {
  const { seed, state, manufacturer, measurements } = options;
  const tpm = createSimulatedTpm(state === null ? { seed } : { seed, state });
  const client = createTpmClient(tpm.transport);
  const booted = await bootTpm(client, measurements);
  const index = ekNvIndex.eccP256Certificate;
  if (state === null) {
    const serial = toHex(hash('sha256', seed));
    tpm.provisionNv(index, manufacturer.certify(publicKeySpki(booted.keys.ek.public), serial));
  }
  return {
    ...booted,
    client,
    ekCertificate: await client.nvRead(index),
    state: tpm.saveState(),
  };
}
