import type { Explanation } from '@gatehouse/contracts';
import type { BootFacts, MeasuredSiPolicy, MeasuredVsmKey } from '@gatehouse/measured-boot';
import type { ProvenQuote } from '@gatehouse/tpm';
import type { Check, Substatus } from './check.ts';

export type VerdictStatus =
  | 'Passed'
  | 'UnauthorizedHost'
  | 'TpmError'
  | 'InsecureHostConfiguration';

/** Type of the reply that a refused host gets (MS-HGSA §2.2.2). */
export type RefusalReply =
  | 'UnauthorizedErrorReply'
  | 'RtpmErrorReply'
  | 'TcgLogValidationErrorReply'
  | 'VirtualSecureModeErrorReply'
  | 'PolicyEvaluationErrorReply';

/** What the TPM says of itself in a proven quote. */
export interface AttestedTpm extends Omit<ProvenQuote, 'pcrDigest' | 'qualifiedSigner'> {
  /** Name of the attestation key, in hexadecimal: nameAlg and digest of its public area. */
  readonly attestationKeyName: string;
  /**
   * Whether the key stands below the endorsement key. Counters are told as they are then; to keys of the
   * owner's hierarchy with a constant of the key added (Part 1 §36.6), so that only differences mean
   * something.
   */
  readonly inEndorsementHierarchy: boolean;
}

/** By what a TPM is taken for a genuine one: its certificate, or an administrator's word (-Force). */
export type Endorsement = 'certified' | 'forced';

export interface Verdict {
  readonly status: VerdictStatus;
  readonly substatus: readonly Substatus[];
  /** Null when passed. */
  readonly refusal: RefusalReply | null;
  /** GUIDs of every policy that failed. */
  readonly failedPolicies: readonly string[];
  /** In protocol order; never empty. */
  readonly checks: readonly Check[];
  /** Null when passed. */
  readonly explanation: Explanation | null;
  /** Null unless the TPM is authorised in this way. */
  readonly endorsement: Endorsement | null;
  /** Null where no quote is proven. */
  readonly tpm: AttestedTpm | null;
  /** Facts of the proven log; null if it is not proven. */
  readonly facts: BootFacts | null;
  /** Name of the baseline that the boot matches. */
  readonly baseline: string | null;
  /** The measured code integrity policy that decided; null if none was measured. */
  readonly codeIntegrityPolicy: MeasuredSiPolicy | null;
  /** Keys to certify; null unless passed. */
  readonly identity: {
    readonly encryption: MeasuredVsmKey;
    readonly signing: MeasuredVsmKey | null;
  } | null;
}
