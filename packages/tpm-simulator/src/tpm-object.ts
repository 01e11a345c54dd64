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

/** A policy session — Part 1 §19.7; `digest` grows with each policy command. */
export interface PolicySession {
  readonly kind: 'policy' | 'trial';
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  digest: Uint8Array;
  nonceTpm: Uint8Array;
}

export interface NvIndex {
  readonly index: number;
  readonly attributes: number;
  readonly data: Uint8Array;
}
