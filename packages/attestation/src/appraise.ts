import type { MeasuredSiPolicy } from '@gatehouse/measured-boot';
import { checkAuthorization } from './authorization-checks.ts';
import { allPassed, type Check, type Substatus } from './check.ts';
import type { Challenge, Evidence } from './evidence.ts';
import { checkExchange } from './exchange-checks.ts';
import { explainRefusal } from './explain-refusal.ts';
import { checkHistory } from './history-checks.ts';
import { checkIdentity } from './identity-check.ts';
import { checkLog } from './log-checks.ts';
import { checkPolicies, trustedPolicyOf } from './policy-checks.ts';
import type { Trust } from './trust.ts';
import type { RefusalReply, Verdict, VerdictStatus } from './verdict.ts';

/**
 * Judges evidence against what is trusted: every check in protocol order (MS-HGSA §3.1.5.1.1.3), all
 * failures, never only the first. Pure: the same arguments give the same verdict.
 */
export function appraise(evidence: Evidence, challenge: Challenge | null, trust: Trust): Verdict {
  const authorization = checkAuthorization(evidence, trust);
  const exchange = checkExchange(evidence, challenge);
  const log = checkLog(evidence, exchange, trust.baselines);
  const facts = log.proven?.facts ?? null;
  const identity = checkIdentity(log.proven);
  const boot = { identityKey: facts?.vsmIdk ?? null, hostName: evidence.hostName };
  const history = checkHistory(exchange.tpm, boot, challenge);
  const policies = checkPolicies(log.proven, trust);

  const failure = failureOf([
    ['UnauthorizedErrorReply', authorization.checks],
    ['RtpmErrorReply', [...exchange.checks, ...history]],
    ['TcgLogValidationErrorReply', log.checks],
    ['VirtualSecureModeErrorReply', [identity]],
    ['PolicyEvaluationErrorReply', policies.checks],
  ]);
  const checks = [
    ...authorization.checks,
    ...exchange.checks,
    ...history,
    ...log.checks,
    identity,
    ...policies.checks,
  ];
  // Nothing passes by absence: a certificate needs a proven log with an identity key in it.
  const key = failure === null ? (facts?.vsmIdk ?? null) : null;
  const reply = key === null ? (failure?.reply ?? 'VirtualSecureModeErrorReply') : null;
  return {
    status: reply === null ? 'Passed' : statusOf[reply],
    substatus: substatusOf(checks),
    refusal: reply,
    failedPolicies: policies.failedPolicies,
    checks,
    explanation: reply === null ? null : explainRefusal(failure?.checks ?? [], checks),
    endorsement: authorization.endorsement,
    tpm: exchange.tpm,
    facts,
    baseline: policies.baseline,
    codeIntegrityPolicy: decidingPolicy(facts?.siPolicies ?? [], trust),
    identity: key === null ? null : { encryption: key, signing: facts?.vsmIdks ?? null },
  };
}

/** AttestationStatus that a host shows for a reply, by meaning. */
const statusOf: Readonly<Record<RefusalReply, VerdictStatus>> = {
  UnauthorizedErrorReply: 'UnauthorizedHost',
  RtpmErrorReply: 'TpmError',
  TcgLogValidationErrorReply: 'InsecureHostConfiguration',
  VirtualSecureModeErrorReply: 'InsecureHostConfiguration',
  PolicyEvaluationErrorReply: 'InsecureHostConfiguration',
};

/** The first stage that failed decides the reply; the checks tell the rest. */
function failureOf(stages: readonly (readonly [RefusalReply, readonly Check[]])[]) {
  const stage = stages.find(([, checks]) => !allPassed(checks));
  return stage === undefined ? null : { reply: stage[0], checks: stage[1] };
}

function substatusOf(checks: readonly Check[]): readonly Substatus[] {
  const told: Substatus[] = [];
  for (const { substatus } of checks)
    if (substatus !== null && !told.includes(substatus)) told.push(substatus);
  return told;
}

/** The trusted one of the measured policies; else the one that is not the driver block list. */
function decidingPolicy(
  policies: readonly MeasuredSiPolicy[],
  trust: Trust,
): MeasuredSiPolicy | null {
  const trusted = trustedPolicyOf(policies, trust);
  if (trusted !== null) return trusted.measured;
  const isDriverList = (policy: MeasuredSiPolicy): boolean => /^driver/i.test(policy.name);
  return policies.find((policy) => !isDriverList(policy)) ?? policies[0] ?? null;
}
