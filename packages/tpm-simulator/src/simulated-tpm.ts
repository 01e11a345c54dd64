import type { TpmTransport } from '@gatehouse/tpm';

export interface SimulatedTpmOptions {
  /** 32 bytes from which every hierarchy seed is derived: same seed and template, same key. */
  readonly seed: Uint8Array;
  /** A former {@link SimulatedTpm.saveState}: NV indices, persistent objects, authorizations, counters. */
  readonly state?: Uint8Array;
  /** Milliseconds, monotonic; default: the system's. */
  readonly now?: () => number;
  /** Nonces, GetRandom, the null seed; default: the system's. */
  readonly randomBytes?: (length: number) => Uint8Array;
}

/** A TPM 2.0 that executes command bytes; off until `TPM2_Startup`. */
export interface SimulatedTpm {
  /** One command in, its response out; hostile bytes get a response code, never an exception. */
  execute(command: Uint8Array, locality?: number): Uint8Array;
  readonly transport: TpmTransport;
  /** Power cycle: PCRs, sessions and transient objects are gone; needs TPM2_Startup again. */
  reset(): void;
  /** Writes an NV index as its manufacturer would (platform created, readable by owner and auth, locked). */
  provisionNv(index: number, bytes: Uint8Array): void;
  /** What survives a power cycle, as bytes for `state`. */
  saveState(): Uint8Array;
}

/** Throws `RangeError` for a seed of another length and `MalformedError` for a state that it cannot read. */
export function createSimulatedTpm(_options: SimulatedTpmOptions): SimulatedTpm {
  throw new Error('the simulated TPM is being written');
}
