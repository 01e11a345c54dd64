import type { HashName } from '@gatehouse/bytes/crypto';
import type { TpmtPublic, TpmtSensitive } from '@gatehouse/tpm';

/** A loaded object; `sensitive` is absent when only its public area was loaded. */
export interface TpmObject {
  readonly public: TpmtPublic;
  readonly sensitive: TpmtSensitive | null;
  readonly name: Uint8Array;
  readonly qualifiedName: Uint8Array;
  /** Handle of the hierarchy that it belongs to. */
  readonly hierarchy: number;
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
}

/** A session without salt and not bound to an entity: its session key is empty — Part 1 §19.6. */
export interface Session {
  readonly kind: 'hmac' | 'policy' | 'trial';
  readonly hash: HashName;
  nonceTpm: Uint8Array;
  policy: PolicyState;
}

/** A session that ContextSave took out of memory; `sequence` tells its latest context. */
export interface SavedSession {
  readonly sequence: bigint;
  readonly session: Session;
}

export interface NvIndex {
  readonly index: number;
  readonly nameAlg: HashName;
  readonly attributes: number;
  readonly authPolicy: Uint8Array;
  readonly authValue: Uint8Array;
  readonly data: Uint8Array;
}
