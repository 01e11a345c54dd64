import type { HashName, RunningDigest } from '@gatehouse/bytes/crypto';
import type { SymmetricDefinition, TpmtPublic, TpmtSensitive } from '@gatehouse/tpm';

/** A loaded object; `sensitive` is absent when only its public area was loaded. */
export interface TpmObject {
  readonly public: TpmtPublic;
  readonly sensitive: TpmtSensitive | null;
  readonly name: Uint8Array;
  readonly qualifiedName: Uint8Array;
  /** Handle of the hierarchy that it belongs to. */
  readonly hierarchy: number;
  /** Loaded by LoadExternal: not part of a hierarchy's tree, even if it may use its tickets. */
  readonly external: boolean;
}

/** A sequence object — Part 1 §32.4: of one hash, of an HMAC key, or of every bank for an event. */
export interface Sequence {
  readonly kind: 'hash' | 'hmac' | 'event';
  readonly authValue: Uint8Array;
  readonly digests: readonly { readonly hash: HashName; readonly running: RunningDigest }[];
  /** The first four bytes, which must not be TPM_GENERATED_VALUE for a ticket. */
  start: Uint8Array;
}

/** A parameter digest that a policy is confined to — Part 3 §23.13, §23.14, §23.23. */
interface Confinement {
  readonly of: 'cpHash' | 'nameHash' | 'templateHash';
  readonly digest: Uint8Array;
}

/** What a policy session has gathered — Part 1 §19.7. */
export interface PolicyState {
  /** Grows with each policy command. */
  readonly digest: Uint8Array;
  /** Whether the object's authValue is asked for too, and how: PolicyAuthValue, PolicyPassword. */
  readonly authValue: 'none' | 'hmac' | 'password';
  /** TPM_CC that the session is confined to. */
  readonly commandCode: number | null;
  /** State of the PCRs that PolicyPCR found; they must not change before the use. */
  readonly pcrUpdateCounter: number | null;
  readonly confinedTo: Confinement | null;
  /** Localities that may use the session, bit n for locality n. */
  readonly localities: number | null;
  /** Whether the NV index must have been written. */
  readonly nvWritten: boolean | null;
  readonly physicalPresence: boolean;
  /** When it ends, in milliseconds of TPM time. */
  readonly expiresAt: number | null;
}

/** An authorization session — Part 1 §19.6. */
export interface Session {
  readonly kind: 'hmac' | 'policy' | 'trial';
  readonly hash: HashName;
  /** Empty unless it was salted or bound. */
  readonly sessionKey: Uint8Array;
  /** What it encrypts parameters with. */
  readonly symmetric: SymmetricDefinition;
  /** Name and authValue of the entity that it is bound to, as they were at its start. */
  readonly boundTo: Uint8Array | null;
  /** Whether wrong HMACs count for the dictionary attack logic, and for that of the lockout. */
  readonly boundGuard: 'none' | 'guarded' | 'lockout';
  /** Milliseconds of TPM time. */
  readonly startedAt: number;
  nonceTpm: Uint8Array;
  /** What it has audited; null until it first audits. */
  audit: Uint8Array | null;
  policy: PolicyState;
}

export interface NvIndex {
  readonly index: number;
  readonly nameAlg: HashName;
  readonly attributes: number;
  readonly authPolicy: Uint8Array;
  readonly authValue: Uint8Array;
  readonly data: Uint8Array;
}

/** Dictionary attack protection — Part 1 §19.8; times in seconds. */
export interface DictionaryAttack {
  readonly failedTries: number;
  /** From this many failures on, guarded authorizations are refused. */
  readonly maxTries: number;
  /** A failure is forgotten after this time; 0: failures are not counted. */
  readonly recoveryTime: number;
  /** After a failure of lockoutAuth it rests for this time; 0: until the next start. */
  readonly lockoutRecovery: number;
  /** False after a failure of lockoutAuth. */
  readonly lockoutUsable: boolean;
  /** TPM time (milliseconds since power on) from which the two times count. */
  readonly countsFrom: number;
  readonly lockoutCountsFrom: number;
}
