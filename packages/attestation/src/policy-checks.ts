import { toHex } from '@gatehouse/bytes';
import {
  type BaselineDifference,
  type BootFacts,
  type MeasuredSiPolicy,
  matchBaseline,
  nearestBaseline,
  type ProvenEventLog,
} from '@gatehouse/measured-boot';
import { type Check, type CheckRule, type Finding, failed, passed, skipped } from './check.ts';
import { eventsText } from './log-checks.ts';
import { type PolicyRow, policyTable } from './policy-table.ts';
import type { Trust } from './trust.ts';

export interface PolicyResult {
  readonly checks: readonly Check[];
  /** GUIDs of the policies that failed. */
  readonly failedPolicies: readonly string[];
  readonly baseline: string | null;
}

type Proven = { readonly log: ProvenEventLog; readonly facts: BootFacts };

/** Every policy, in the order of the table: none is left out because another failed. */
export function checkPolicies(proven: Proven | null, trust: Trust): PolicyResult {
  const baseline = proven === null ? null : matchingBaseline(proven.log, trust);
  const checks = rows.map(({ row, rule }) => checkPolicy(row, rule, proven, trust, baseline));
  const failedPolicies = policyTable
    .filter((_, index) => checks[index]?.outcome === 'failed')
    .map((row) => row.guid);
  return { checks, failedPolicies, baseline };
}

const ruleOf = (row: PolicyRow): CheckRule => ({
  id: row.name,
  title: row.purpose,
  source: `MS-HGSA §2.2.2.13, ${row.guid}`,
  remedy: row.remedy,
  substatus: row.substatus,
});

const rows = policyTable.map((row) => ({ row, rule: ruleOf(row) }));

function checkPolicy(
  row: (typeof policyTable)[number],
  rule: CheckRule,
  proven: Proven | null,
  trust: Trust,
  baseline: string | null,
): Check {
  if (trust.policies[row.name] === 'Disabled')
    return skipped(rule, 'An HGS administrator disabled this policy.');
  if (proven === null) return skipped(rule, 'Nothing is proven about this boot.');
  return checkEnabled(row, rule, proven, trust, baseline);
}

function checkEnabled(
  row: PolicyRow,
  rule: CheckRule,
  proven: Proven,
  trust: Trust,
  baseline: string | null,
): Check {
  if (row.unless?.applies(proven.facts) === true)
    return skipped(rule, `It does not apply: ${row.unless.reason}.`);
  switch (row.rule) {
    case 'baseline':
      return checkBaseline(rule, proven.log, trust, baseline);
    case 'code-integrity-policy':
      return checkCodeIntegrity(rule, proven.facts, trust);
    case 'dump-key':
      return checkDumpKey(rule, proven.facts, trust);
    default:
      return checkFact(row.rule, rule, proven.facts);
  }
}

type FactRule = Exclude<PolicyRow['rule'], string>;

function checkFact(fact: FactRule, rule: CheckRule, facts: BootFacts): Check {
  const finding: Finding = {
    expected: fact.expected,
    actual: valueText(facts[fact.fact]),
    evidence: shownBy(facts, fact.fact),
  };
  if (fact.passes(facts)) return passed(rule, finding);
  const reason =
    facts[fact.fact] === null ? 'The boot log says nothing about it.' : 'The boot log shows it.';
  return failed(rule, reason, finding);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'not in the log';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? 'present' : String(value);
}

function shownBy(facts: BootFacts, fact: keyof BootFacts['shownBy']): string | null {
  const events = facts.shownBy[fact] ?? [];
  return events.length === 0 ? null : eventsText(events);
}

const matchingBaseline = (log: ProvenEventLog, trust: Trust): string | null =>
  trust.baselines.find((each) => matchBaseline(each, log).matches)?.name ?? null;

function checkBaseline(
  rule: CheckRule,
  log: ProvenEventLog,
  trust: Trust,
  matching: string | null,
): Check {
  const expected = `one of ${trust.baselines.length} trusted baselines`;
  if (matching !== null) return passed(rule, { expected, actual: matching });
  const nearest = nearestBaseline(trust.baselines, log);
  if (nearest === null || nearest.match.matches)
    return failed(rule, 'No TPM baseline is trusted yet.', { expected: 'a trusted baseline' });
  const { first } = nearest.match;
  return failed(
    { ...rule, remedy: first.remedy },
    `Compared with "${nearest.baseline.name}": ${first.sentence}`,
    {
      expected: first.expected ?? expected,
      actual: first.actual ?? 'not measured',
      evidence: differenceEvidence(first),
    },
  );
}

const differenceEvidence = (difference: BaselineDifference): string =>
  difference.event === undefined
    ? `PCR ${difference.pcr}`
    : `event ${difference.event}, PCR ${difference.pcr}`;

/** Digests of measured policies that an administrator trusts; name of the first. */
export function trustedPolicyOf(
  policies: readonly MeasuredSiPolicy[],
  trust: Trust,
): { readonly name: string; readonly measured: MeasuredSiPolicy } | null {
  for (const measured of policies) {
    const digest = toHex(measured.digest);
    const trusted = trust.codeIntegrityPolicies.find((each) => each.digests.includes(digest));
    if (trusted !== undefined) return { name: trusted.name, measured };
  }
  return null;
}

/**
 * One trusted policy is enough: where Windows applies several base policies, code must be allowed by
 * all of them, so another one can only forbid more.
 */
function checkCodeIntegrity(rule: CheckRule, facts: BootFacts, trust: Trust): Check {
  const expected = `one of ${trust.codeIntegrityPolicies.length} trusted policies`;
  const evidence = shownBy(facts, 'siPolicies');
  const trusted = trustedPolicyOf(facts.siPolicies, trust);
  if (trusted !== null)
    return passed(rule, {
      expected,
      actual: `${trusted.name} (${textOf(trusted.measured)})`,
      evidence,
    });
  if (facts.siPolicies.length === 0)
    return failed(rule, 'The host applied no code integrity policy at boot.', {
      expected,
      actual: 'none',
    });
  return failed(rule, 'The host applied a code integrity policy that is not trusted.', {
    expected,
    actual: facts.siPolicies.map(textOf).join('; '),
    evidence,
  });
}

const textOf = (policy: MeasuredSiPolicy): string =>
  `${policy.name} ${policy.version} ${toHex(policy.digest)}`;

function checkDumpKey(rule: CheckRule, facts: BootFacts, trust: Trust): Check {
  if (trust.policies['Hgs_DumpEncryption'] === 'Disabled')
    return skipped(rule, 'It does not apply: Hgs_DumpEncryption is disabled.');
  const expected = `one of ${trust.dumpKeys.length} trusted keys`;
  const digest = facts.dumpKeyDigest === null ? null : toHex(facts.dumpKeyDigest);
  const finding = { expected, actual: digest ?? 'none', evidence: shownBy(facts, 'dumpKeyDigest') };
  return digest !== null && trust.dumpKeys.includes(digest)
    ? passed(rule, finding)
    : failed(rule, 'Dumps are not encrypted with a trusted key.', finding);
}
