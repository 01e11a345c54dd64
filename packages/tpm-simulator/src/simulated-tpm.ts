import { randomBytes as systemRandomBytes } from '@gatehouse/bytes/crypto';
import { nvAttributes, type TpmTransport } from '@gatehouse/tpm';
import { EccKeys } from './ecc.ts';
import { execute } from './execute.ts';
import { clockInfoOf, createMachine, powerOn } from './machine.ts';
import { plainNvIndex } from './nv-index.ts';
import { RsaKeys } from './rsa-key.ts';
import { decodeState, emptyPersistent, encodeState } from './state.ts';

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
  /**
   * Power cycle: PCRs, sessions and transient objects are gone; needs TPM2_Startup again. What
   * TPM2_Shutdown(STATE) saved comes back with TPM2_Startup(STATE).
   */
  reset(): void;
  /** Writes an NV index as its manufacturer would (platform created, readable by owner and auth, locked). */
  provisionNv(index: number, bytes: Uint8Array): void;
  /** What survives a power cycle, as bytes for `state`. */
  saveState(): Uint8Array;
}

/** As manufacturers define the EK certificate — EK Credential Profile §2.2.1.1. */
const certificateAttributes = nvAttributes(
  'ppWrite',
  'writeLocked',
  'writeDefine',
  'ppRead',
  'ownerRead',
  'authRead',
  'noDa',
  'written',
  'platformCreate',
);

/** Throws `RangeError` for a seed of another length and `MalformedError` for a state that it cannot read. */
export function createSimulatedTpm(options: SimulatedTpmOptions): SimulatedTpm {
  if (options.seed.length !== 32) throw new RangeError('the seed has 32 bytes');
  const randomBytes = options.randomBytes ?? systemRandomBytes;
  const now = options.now ?? (() => performance.now());
  const persistent = options.state === undefined ? emptyPersistent() : decodeState(options.state);
  const { seed } = options;
  const machine = createMachine({
    seed,
    persistent,
    now,
    randomBytes,
    rsaKeys: new RsaKeys(),
    eccKeys: new EccKeys(),
  });
  return {
    execute: (command, locality = 0) => execute(machine, command, locality),
    transport: { send: async (command) => execute(machine, command) },
    reset() {
      persistent.clock = clockInfoOf(machine).clock;
      machine.volatile = powerOn(machine);
    },
    provisionNv(index, bytes) {
      persistent.nv.set(index, plainNvIndex(index, certificateAttributes, bytes.slice()));
    },
    saveState: () => encodeState(persistent, clockInfoOf(machine).clock),
  };
}
