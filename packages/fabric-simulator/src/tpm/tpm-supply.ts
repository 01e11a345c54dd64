import {
  createTpmClient,
  describeTpm,
  describingCommands,
  type TpmDescription,
} from '@gatehouse/tpm';
import type { HostIdentity } from '../model/host-identity.ts';

/** Which TPM is wanted: another one per generation, and what it was left with. */
export interface WantedTpm {
  readonly host: HostIdentity;
  readonly generation: number;
  /** `TpmDevice.saveState` of before; null for a TPM that comes from its maker. */
  readonly state: Uint8Array | null;
}

/** A TPM on its board: has power, waits for TPM2_Startup. */
export interface TpmDevice {
  /** One command in, its response out; commands of several senders come one after another. */
  execute(command: Uint8Array, locality?: number): Promise<Uint8Array>;
  /** Whether it still has the power that it was given: a TPM that lost it has forgotten the boot. */
  readonly isOn: boolean;
  /** What the next power-on needs; null for a TPM that keeps it itself. */
  saveState(): Uint8Array | null;
}

/** Where the TPMs of hosts come from. Each is endorsed: its EK certificate is in its NV memory. */
export interface TpmSupply {
  /** What a TPM that comes from the maker says of itself, without a host to power it on for. */
  describe(): Promise<TpmDescription>;
  /** Ends what an earlier power-on of the same TPM gave. */
  powerOn(wanted: WantedTpm): Promise<TpmDevice>;
}

/** Starts a TPM that has power, and asks it what it is. */
export async function describeDevice({ execute }: TpmDevice): Promise<TpmDescription> {
  await createTpmClient({ send: (command) => execute(command) }).startup();
  const responses: Uint8Array[] = [];
  for (const command of describingCommands) responses.push(await execute(command));
  return describeTpm(responses);
}
