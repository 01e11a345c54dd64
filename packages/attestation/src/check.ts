/** Names of AttestationSubstatus that HGS itself can decide. */
export type Substatus =
  | 'SecureBoot'
  | 'DebugMode'
  | 'CodeIntegrityPolicy'
  | 'FullBoot'
  | 'AuthenticationFailure'
  | 'TcgLogVerification'
  | 'VirtualSecureMode'
  | 'SecureBootSettings'
  | 'BitLocker'
  | 'Iommu'
  | 'PagefileEncryption'
  | 'HypervisorEnforcedCodeIntegrityPolicy'
  | 'HibernationEnabled'
  | 'DumpsEnabled'
  | 'DumpEncryption'
  | 'DumpEncryptionKey';

/** One check of an attestation: what was asked, what was found, and what to do. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Where the rule is written. */
  readonly source: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Why it failed or was skipped. */
  readonly reason: string | null;
  readonly remedy: string | null;
  /** Which part of the evidence shows it, e.g. `event 12, PCR 7`. */
  readonly evidence: string | null;
  readonly substatus: Substatus | null;
}
