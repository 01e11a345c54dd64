import type { AttestationKey } from './attestation-key.ts';
import type { EndorsementKey } from './endorsement-key.ts';
import type { EndorsementPath } from './endorsement-path.ts';
import type { AttestedTpm } from './verdict.ts';

/** What hgs asked of one host, once. `null` where the host named none that is still valid. */
export interface Challenge {
  readonly ekHash: string;
  /** TPMT_PUBLIC of the attestation key that the credential was made for. */
  readonly akPublic: Uint8Array;
  /** What only the TPM of this EK can release from the credential. */
  readonly secret: Uint8Array;
  /** qualifyingData of the quote. */
  readonly nonce: Uint8Array;
  /** What proven quotes of this TPM had said before the challenge was made, of each attestation key the last. */
  readonly known: readonly TpmRecord[];
}

/** What is remembered of the last proven quote by one attestation key. */
export interface TpmRecord
  extends Pick<
    AttestedTpm,
    'attestationKeyName' | 'inEndorsementHierarchy' | 'clock' | 'resetCount' | 'restartCount'
  > {
  /** SHA-256 of the identity key that this boot measured, in hexadecimal; null if none was proven. */
  readonly identityKey: string | null;
  /** Name that the host gave itself. */
  readonly hostName: string | null;
}

/** What a host sends to prove its state. All of it is hostile until checked. */
export interface Evidence {
  readonly endorsementKey: EndorsementKey;
  /** Where the EK certificate leads; null if the host gave none. */
  readonly endorsementKeyPath: EndorsementPath | null;
  /** Name that the host gives itself; null if it gave none. */
  readonly hostName: string | null;
  /** TPMT_PUBLIC. */
  readonly akPublic: Uint8Array;
  /** Exactly `akPublic`, read before: saves a quarter of a verdict. */
  readonly attestationKey?: AttestationKey | undefined;
  readonly activatedSecret: Uint8Array;
  /** TPMS_ATTEST and TPMT_SIGNATURE. */
  readonly quoteAttest: Uint8Array;
  readonly quoteSignature: Uint8Array;
  /** TCG log (WBCL). */
  readonly eventLog: Uint8Array;
  /** Not from the host: what it proved before. Explains a log that does not fit, and decides nothing. */
  readonly earlier?: EarlierLog | undefined;
}

/** The last log that a quote of the same TPM proved, and what the quote said. */
export interface EarlierLog extends Pick<AttestedTpm, 'attestationKeyName' | 'resetCount'> {
  readonly eventLog: Uint8Array;
}

/** PCRs that every quote has to cover: firmware, Secure Boot, and Windows' own 11 to 14. */
export const quotedPcrs = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14] as const;
export const quotedBank = 'sha256';
