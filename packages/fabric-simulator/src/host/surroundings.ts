import type { HgsExchange } from '../hgs-client/attest.ts';
import type { HostIdentity } from '../model/host-identity.ts';
import type { HostState } from '../state/host-state.ts';
import type { TpmKind } from '../tpm/tpm-kind.ts';
import type { TpmSupply } from '../tpm/tpm-supply.ts';
import type { VsmKeys } from '../tpm/vsm-keys.ts';
import type { FaultContext } from './faults.ts';

/** Files by their SHA-256: what many hosts have is kept once. */
export interface FileStore {
  get(sha256: string): Uint8Array | undefined;
  /** Returns the SHA-256 in hexadecimal. */
  put(bytes: Uint8Array): string;
}

/** Durations in milliseconds. */
export interface Timing {
  /** How long a host is away when it restarts. */
  readonly boot: number;
  /** How often a host attests by itself. */
  readonly attestationInterval: number;
  /** When it tries again after a transient error. */
  readonly attestationRetry: number;
  /** How long it waits for an HGS. */
  readonly hgsTimeout: number;
}

const minute = 60_000;

/** A host attests every 8 hours, as the HGS client of Windows does. */
export const usualTiming: Timing = {
  boot: 1_500,
  attestationInterval: 8 * 60 * minute,
  attestationRetry: 5 * minute,
  hgsTimeout: 20_000,
};

/** Asks for a URL with GET: the HTTP status of the answer. Throws when there is none. */
export type UrlReach = (url: string, signal: AbortSignal) => Promise<number>;

/** Everything around a host that is not the host: time, chance, network, disk. */
export interface Surroundings {
  readonly seed: string;
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** Runs a task later; returns what cancels it. */
  readonly after: (milliseconds: number, task: () => void) => () => void;
  readonly exchange: HgsExchange;
  readonly reach: UrlReach;
  readonly tpmKindOf: (host: HostIdentity) => TpmKind;
  /** Where the TPM 2.0 of a host comes from. */
  readonly tpmsOf: (host: HostIdentity) => TpmSupply;
  readonly files: FileStore;
  readonly newVsmKeys: () => Promise<VsmKeys>;
  /** Runs tasks a few at a time: starts and attestations of many hosts take turns. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly timing: Timing;
  readonly faults: FaultContext;
  /** Keeps a host's state, soon. */
  readonly keep: (name: string, state: HostState) => void;
  /** Tells of what went wrong inside the simulation. */
  readonly warn: (message: string, error: unknown) => void;
}
