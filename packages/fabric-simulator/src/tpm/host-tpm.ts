import { hash } from '@gatehouse/bytes/crypto';
import { type EventToWrite, encodeEventLog, eventType } from '@gatehouse/measured-boot';
import {
  type AttestationKeys,
  createAttestationKeys,
  createTpmClient,
  type TpmClient,
} from '@gatehouse/tpm';
import { measuredBanks } from '../boot/boot-step.ts';
import { powerOnEmbedded } from './embedded-tpms.ts';
import { keptAttestationKeys, readEndorsement } from './kept-keys.ts';
import type { TpmManufacturer } from './manufacturer.ts';
import type { TpmDevice } from './tpm-supply.ts';

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
  readonly device: TpmDevice;
}

export interface HostTpmOptions {
  /** 32 bytes; names the TPM. */
  readonly seed: Uint8Array;
  /** `state` of the boot before; null for a TPM that comes from its manufacturer. */
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

/** Starts a TPM and measures a boot into both banks; returns the log of it. */
async function measureBoot(
  client: TpmClient,
  measurements: readonly EventToWrite[],
): Promise<Uint8Array> {
  await client.startup('clear');
  const events = measurements.map(digested);
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
  return encodeEventLog({ banks: measuredBanks, events });
}

/** Starts any TPM, measures a boot into both banks and creates the keys that attestation needs. */
export async function bootTpm(
  client: TpmClient,
  measurements: readonly EventToWrite[],
): Promise<BootedTpm> {
  const eventLog = await measureBoot(client, measurements);
  return { keys: await createAttestationKeys(client), eventLog };
}

/** Boots an endorsed TPM that has been powered on, and takes up the keys that it keeps. */
export async function bootDevice(
  device: TpmDevice,
  measurements: readonly EventToWrite[],
): Promise<HostTpm> {
  const client = createTpmClient({ send: (command) => device.execute(command) });
  const eventLog = await measureBoot(client, measurements);
  const endorsement = await readEndorsement(client);
  const keys = await keptAttestationKeys(client, endorsement);
  return { keys, eventLog, client, ekCertificate: endorsement.certificate, device };
}

/** Powers a simulated TPM on and boots it; a new one is endorsed by its maker. */
export async function bootHostTpm(
  options: HostTpmOptions,
): Promise<HostTpm & { readonly state: Uint8Array }> {
  const device = await powerOnEmbedded(options.seed, options.state, options.manufacturer);
  const booted = await bootDevice(device, options.measurements);
  return { ...booted, state: device.saveState() ?? new Uint8Array() };
}
