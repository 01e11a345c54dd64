import { type BootCause, type Explanation, placeText } from '@gatehouse/contracts';
import { explain, type Found } from './explain.ts';

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
  /** Of a failed check only: cause, evidence, meaning, remedy and who, typed. */
  readonly explanation: Explanation | null;
}

/** What is the same whatever the outcome. */
export interface CheckRule {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Why it fails, unless what was found names a nearer cause: its words are in `bootCauses`. */
  readonly cause: BootCause;
  readonly substatus: Substatus | null;
}

export interface Finding {
  readonly expected?: string | null;
  readonly actual?: string | null;
  readonly evidence?: string | null;
}

/** What was found of a check that failed. */
export interface Failure extends Finding {
  readonly cause?: BootCause;
  readonly found?: Found;
}

const checkOf = (
  rule: CheckRule,
  outcome: 'passed' | 'skipped',
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
  remedy: null,
  evidence: finding.evidence ?? null,
  substatus: null,
  explanation: null,
});

export const passed = (rule: CheckRule, finding: Finding = {}): Check =>
  checkOf(rule, 'passed', null, finding);
export const skipped = (rule: CheckRule, reason: string, finding: Finding = {}): Check =>
  checkOf(rule, 'skipped', reason, finding);

/** A check that failed: for `reason`, or for what its cause says. */
export function failed(rule: CheckRule, reason: string | null, failure: Failure = {}): Check {
  const detail = reason === null ? {} : { detail: reason };
  return refused(rule, explain(failure.cause ?? rule.cause, { ...detail, ...failure.found }), {
    ...failure,
    reason,
  });
}

/** A check that failed as explained. */
export const refused = (
  rule: CheckRule,
  explanation: Explanation,
  { expected, actual, evidence, reason }: Finding & { readonly reason?: string | null } = {},
): Check => ({
  id: rule.id,
  title: rule.title,
  outcome: 'failed',
  source: rule.source,
  expected: expected ?? null,
  actual: actual ?? null,
  reason: reason ?? explanation.sentence,
  remedy: explanation.remedy,
  evidence: evidence ?? placeText(explanation),
  substatus: rule.substatus,
  explanation,
});

export const allPassed = (checks: readonly Check[]): boolean =>
  checks.every((check) => check.outcome !== 'failed');
