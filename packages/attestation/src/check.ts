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

/** What is the same whatever the outcome. */
export interface CheckRule {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** What to do when it fails, and who can. */
  readonly remedy: string;
  readonly substatus: Substatus | null;
}

export interface Finding {
  readonly expected?: string;
  readonly actual?: string;
  readonly evidence?: string | null;
}

const checkOf = (
  rule: CheckRule,
  outcome: Check['outcome'],
  reason: string | null,
  finding: Finding,
): Check => ({
  id: rule.id,
  title: rule.title,
  outcome,
  source: rule.source,
  expected: finding.expected ?? null,
  actual: finding.actual ?? null,
  reason,
  remedy: outcome === 'failed' ? rule.remedy : null,
  evidence: finding.evidence ?? null,
  substatus: outcome === 'failed' ? rule.substatus : null,
});

export const passed = (rule: CheckRule, finding: Finding = {}): Check =>
  checkOf(rule, 'passed', null, finding);
export const failed = (rule: CheckRule, reason: string, finding: Finding = {}): Check =>
  checkOf(rule, 'failed', reason, finding);
export const skipped = (rule: CheckRule, reason: string, finding: Finding = {}): Check =>
  checkOf(rule, 'skipped', reason, finding);

export const allPassed = (checks: readonly Check[]): boolean =>
  checks.every((check) => check.outcome !== 'failed');
