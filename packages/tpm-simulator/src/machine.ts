import { utf8 } from '@gatehouse/bytes';
import { handleType, kdfa, permanentHandle } from '@gatehouse/tpm';
import { PcrBanks } from './pcr-banks.ts';
import type { NvIndex, SavedSession, Session, TpmObject } from './tpm-object.ts';

/** What a TPM keeps when its power goes. */
export interface Persistent {
  readonly nv: Map<number, NvIndex>;
  readonly objects: Map<number, TpmObject>;
  /** Authorization values of hierarchies and of the lockout; the empty one where there is none. */
  readonly auths: Map<number, Uint8Array>;
  /** Milliseconds that the TPM has been powered, up to its last start. */
  clock: bigint;
  resetCount: number;
  restartCount: number;
}

/** What goes with the power. */
export interface Volatile {
  started: boolean;
  readonly pcrs: PcrBanks;
  readonly objects: Map<number, TpmObject>;
  readonly sessions: Map<number, Session>;
  readonly savedSessions: Map<number, SavedSession>;
  /** Number of the last saved context — Part 1 §30. */
  contextSequence: bigint;
  readonly nullSeed: Uint8Array;
  readonly poweredAt: number;
}

/** The TPM that commands work on. */
export interface Machine {
  readonly persistent: Persistent;
  volatile: Volatile;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Seed of a hierarchy — Part 1 §14: EPS, PPS, SPS, and the null seed of this boot. */
  seedOf(hierarchy: number): Uint8Array;
}

const seedLabels: Readonly<Record<number, string>> = {
  [permanentHandle.endorsement]: 'EPS',
  [permanentHandle.platform]: 'PPS',
  [permanentHandle.owner]: 'SPS',
};

export function powerOn(now: number, randomBytes: (length: number) => Uint8Array): Volatile {
  return {
    started: false,
    pcrs: new PcrBanks(),
    objects: new Map(),
    sessions: new Map(),
    savedSessions: new Map(),
    contextSequence: 0n,
    nullSeed: randomBytes(32),
    poweredAt: now,
  };
}

export function createMachine(options: {
  readonly seed: Uint8Array;
  readonly persistent: Persistent;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}): Machine {
  const { seed, persistent, now, randomBytes } = options;
  return {
    persistent,
    volatile: powerOn(now(), randomBytes),
    now,
    randomBytes,
    seedOf(hierarchy) {
      const label = seedLabels[hierarchy];
      return label === undefined
        ? this.volatile.nullSeed
        : kdfa('sha256', seed, label, utf8('gatehouse'), new Uint8Array(), 256);
    },
  };
}

/** TPMS_CLOCK_INFO now — Part 1 §36: milliseconds powered, resets and restarts. */
export const clockInfoOf = ({ persistent, volatile, now }: Machine) => ({
  clock: persistent.clock + BigInt(Math.max(0, Math.round(now() - volatile.poweredAt))),
  resetCount: persistent.resetCount,
  restartCount: persistent.restartCount,
  safe: true,
});

const firstTransient = 0x80000000;
/** More than the three slots that Part 1 §27.4 asks for, so that tools need not flush. */
export const transientSlots = 64;
export const sessionSlots = 64;
/** NV indices and persistent objects. */
export const nvSlots = 256;
export const persistentSlots = 64;

export function freeTransient({ volatile }: Machine): number | null {
  for (let handle = firstTransient; handle < firstTransient + transientSlots; handle++)
    if (!volatile.objects.has(handle)) return handle;
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
