export { appraise } from './appraise.ts';
export { type AttestationKey, readAttestationKey } from './attestation-key.ts';
export type { Check, Substatus } from './check.ts';
export { type EndorsementKey, endorsementKeyOf } from './endorsement-key.ts';
export { type EndorsementPath, verifyEndorsementPath } from './endorsement-path.ts';
export {
  type Challenge,
  type EarlierLog,
  type Evidence,
  quotedBank,
  quotedPcrs,
  type TpmRecord,
} from './evidence.ts';
export { explainDifference } from './explain.ts';
export { explainRefusal } from './explain-refusal.ts';
export {
  type HealthCertificateResult,
  healthCertificateHours,
  verifyHealthCertificate,
} from './health-certificate.ts';
export { compareCounters, historyChecks, identityKeyDigest } from './history-checks.ts';
export { type PolicyName, type PolicyRow, policyTable } from './policy-table.ts';
export type {
  PolicyState,
  Trust,
  TrustedBaseline,
  TrustedCodeIntegrityPolicy,
} from './trust.ts';
export type { AttestedTpm, RefusalReply, Verdict, VerdictStatus } from './verdict.ts';
