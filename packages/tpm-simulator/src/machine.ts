import { utf8 } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { handleType, kdfa, permanentHandle } from '@gatehouse/tpm';
import type { EccKeys } from './ecc.ts';
import { PcrBanks } from './pcr-banks.ts';
import type { RsaKeys } from './rsa-key.ts';
import type { DictionaryAttack, NvIndex, Sequence, Session, TpmObject } from './tpm-object.ts';

/** The hierarchies that can be switched off, and the platform's NV — Part 2 §8.7 TPMA_STARTUP_CLEAR. */
export interface Enabled {
  readonly owner: boolean;
  readonly endorsement: boolean;
  readonly platform: boolean;
  readonly platformNv: boolean;
}

/** What Shutdown(STATE) keeps for the next start — Part 1 §12.2.3.3. */
export interface SavedState {
  readonly nullSeed: Uint8Array;
  readonly contextSequence: bigint;
  readonly savedSessions: ReadonlyMap<number, bigint>;
  readonly enabled: Enabled;
  readonly pcrs: readonly { readonly hash: HashName; readonly values: Uint8Array }[];
  readonly pcrUpdateCounter: number;
}

/** What a TPM keeps when its power goes. */
export interface Persistent {
  readonly nv: Map<number, NvIndex>;
  readonly objects: Map<number, TpmObject>;
  /** Authorization values of hierarchies and of the lockout; the empty one where there is none. */
  readonly auths: Map<number, Uint8Array>;
  /** authPolicy of hierarchies and of the lockout, where there is one. */
  readonly policies: Map<number, Uint8Array>;
  /** Seeds that replaced those of the manufacturer: Clear, ChangePPS, ChangeEPS. */
  readonly seeds: Map<number, Uint8Array>;
  /** Changes with Clear, and with it the proofs of owner and endorsement; empty before. */
  proofSalt: Uint8Array;
  clearDisabled: boolean;
  dictionaryAttack: DictionaryAttack;
  /** PCR banks from the next reset on. */
  banks: readonly HashName[];
  /** Largest value that an NV counter has had. */
  highestCounter: bigint;
  /** Milliseconds that the TPM has been powered, up to its last start. */
  clock: bigint;
  resetCount: number;
  restartCount: number;
  /** How it was last shut down; `none` when the power just went. */
  shutdown: 'none' | 'clear' | 'state';
  savedState: SavedState | null;
}

/** What goes with the power. */
export interface Volatile {
  started: boolean;
  pcrs: PcrBanks;
  readonly objects: Map<number, TpmObject>;
  readonly sequences: Map<number, Sequence>;
  readonly sessions: Map<number, Session>;
  /** Sessions that ContextSave took out of memory, with the number of their latest context. */
  savedSessions: Map<number, bigint>;
  /** Number of the last saved context — Part 1 §30. */
  contextSequence: bigint;
  nullSeed: Uint8Array;
  /** The session that has audited every command since its first; null when there is none. */
  exclusiveAudit: number | null;
  enabled: Enabled;
  /** Whether the shutdown before this start was orderly — TPMA_STARTUP_CLEAR. */
  orderly: boolean;
  readonly poweredAt: number;
}

/** The TPM that commands work on. */
export interface Machine {
  readonly persistent: Persistent;
  volatile: Volatile;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly rsaKeys: RsaKeys;
  readonly eccKeys: EccKeys;
  /** Seed of a hierarchy — Part 1 §14: EPS, PPS, SPS, and the null seed of this boot. */
  seedOf(hierarchy: number): Uint8Array;
}

const seedLabels: Readonly<Record<number, string>> = {
  [permanentHandle.endorsement]: 'EPS',
  [permanentHandle.platform]: 'PPS',
  [permanentHandle.owner]: 'SPS',
};

export const allEnabled: Enabled = {
  owner: true,
  endorsement: true,
  platform: true,
  platformNv: true,
};

export const powerOn = ({
  now,
  persistent,
  randomBytes,
}: Pick<Machine, 'now' | 'persistent' | 'randomBytes'>): Volatile => ({
  started: false,
  pcrs: new PcrBanks(persistent.banks),
  objects: new Map(),
  sequences: new Map(),
  sessions: new Map(),
  savedSessions: new Map(),
  contextSequence: 0n,
  nullSeed: randomBytes(32),
  exclusiveAudit: null,
  enabled: allEnabled,
  orderly: true,
  poweredAt: now(),
});

export function createMachine(
  options: Pick<Machine, 'now' | 'persistent' | 'randomBytes' | 'rsaKeys' | 'eccKeys'> & {
    readonly seed: Uint8Array;
  },
): Machine {
  const { seed, ...parts } = options;
  return {
    ...parts,
    volatile: powerOn(parts),
    seedOf(hierarchy) {
      const label = seedLabels[hierarchy];
      if (label === undefined) return this.volatile.nullSeed;
      return (
        parts.persistent.seeds.get(hierarchy) ??
        kdfa('sha256', seed, label, utf8('gatehouse'), new Uint8Array(), 256)
      );
    },
  };
}

const none = new Uint8Array();
/** Hierarchies whose proof changes with Clear, although the EPS stays — Part 3 §24.6. */
const saltedProofs: readonly number[] = [permanentHandle.owner, permanentHandle.endorsement];

/** Proof of a hierarchy: what its tickets and contexts are made with. */
export function proofOf(machine: Machine, hierarchy: number): Uint8Array {
  const salt = saltedProofs.includes(hierarchy) ? machine.persistent.proofSalt : none;
  return kdfa('sha256', machine.seedOf(hierarchy), 'PROOF', salt, none, 256);
}

/** Milliseconds since power came: "Time" of Part 1 §36.3. */
export const timeOf = ({ now, volatile }: Machine): number =>
  Math.max(0, Math.round(now() - volatile.poweredAt));

/** TPMS_CLOCK_INFO now — Part 1 §36: milliseconds powered, resets and restarts. */
export const clockInfoOf = (machine: Machine) => ({
  clock: machine.persistent.clock + BigInt(timeOf(machine)),
  resetCount: machine.persistent.resetCount,
  restartCount: machine.persistent.restartCount,
  // The clock is written at every power loss, so that it never runs backwards.
  safe: true,
});

const firstTransient = 0x80000000;
/** More than the three slots that Part 1 §27.4 asks for, so that tools need not flush. */
export const transientSlots = 256;
export const sessionSlots = 64;
/** NV indices and persistent objects. */
export const nvSlots = 256;
export const persistentSlots = 64;

export function freeTransient({ volatile }: Machine): number | null {
  for (let handle = firstTransient; handle < firstTransient + transientSlots; handle++)
    if (!volatile.objects.has(handle) && !volatile.sequences.has(handle)) return handle;
  return null;
}

/** A free session handle; sessions of every type, loaded and saved, share one numbering. */
export function freeSession({ volatile }: Machine, kind: Session['kind']): number | null {
  const handles = [...volatile.sessions.keys(), ...volatile.savedSessions.keys()];
  const taken = new Set(handles.map((handle) => handle & 0xffffff));
  const type = kind === 'hmac' ? handleType.hmacSession : handleType.policySession;
  for (let index = 0; index < sessionSlots; index++)
    if (!taken.has(index)) return type * 0x1000000 + index;
  return null;
}
