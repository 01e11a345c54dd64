import { toHex } from '@gatehouse/bytes';
import type { BootCause } from '@gatehouse/contracts';
import {
  type BootFactName,
  type BootFacts,
  type MeasuredSiPolicy,
  matchBaseline,
  nearestBaseline,
  type ProvenEventLog,
} from '@gatehouse/measured-boot';
import {
  type Check,
  type CheckRule,
  type Finding,
  failed,
  passed,
  refused,
  skipped,
} from './check.ts';
import { briefOf, explain, explainDifference } from './explain.ts';
import { eventsText } from './log-checks.ts';
import { type FactRule, type PolicyRow, policyTable } from './policy-table.ts';
import { type Proven, placeOf } from './proven.ts';
import type { Trust } from './trust.ts';

export interface PolicyResult {
  readonly checks: readonly Check[];
  /** GUIDs of the policies that failed. */
  readonly failedPolicies: readonly string[];
  readonly baseline: string | null;
}

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
  cause: typeof row.rule === 'string' ? causeOf[row.rule] : row.rule.faults[0].cause,
  substatus: row.substatus,
});

const causeOf = {
  baseline: 'no-baseline',
  'code-integrity-policy': 'code-integrity-policy-untrusted',
  'dump-key': 'dump-encryption-key-unknown',
} as const satisfies Readonly<Record<Extract<PolicyRow['rule'], string>, BootCause>>;

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
      return checkCodeIntegrity(rule, proven, trust);
    case 'dump-key':
      return checkDumpKey(rule, proven, trust);
    default:
      return checkFact(row.rule, rule, proven);
  }
}

function checkFact(policy: FactRule, rule: CheckRule, proven: Proven): Check {
  const { facts } = proven;
  const finding: Finding = {
    expected: policy.expected,
    actual: valueText(facts[policy.fact]),
    evidence: shownBy(facts, policy.fact),
  };
  const [main, ...others] = policy.faults.filter(({ isMet }) => isMet(facts));
  if (main === undefined) return passed(rule, finding);
  const further = others
    .filter(({ fact }) => facts[fact] !== null)
    .map(({ cause, fact }) => briefOf(explain(cause, placeOf(proven, fact))));
  const explanation = explain(main.cause, {
    ...placeOf(proven, main.fact),
    measured: { what: `${main.fact}: ${valueText(facts[main.fact])}`, digest: null },
    trusted: { what: policy.expected, digest: null, by: rule.id },
    further,
  });
  return refused(rule, explanation, { ...finding, evidence: shownBy(facts, main.fact) });
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'not in the log';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? 'present' : String(value);
}

function shownBy(facts: BootFacts, fact: BootFactName): string | null {
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
    return failed(rule, null, { expected: 'a trusted baseline' });
  const [first, ...others] = nearest.match.all;
  const explanation = explainDifference(first, nearest.baseline.name, others);
  return refused(rule, explanation, {
    expected: first.expected?.digest ?? expected,
    actual: first.actual?.digest ?? 'not measured',
    reason: `Compared with "${nearest.baseline.name}": ${explanation.sentence}`,
  });
}

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
 * all of them, so another one can only forbid more. None counts where Windows checks no signatures.
 */
function checkCodeIntegrity(rule: CheckRule, proven: Proven, trust: Trust): Check {
  const { facts } = proven;
  const expected = `one of ${trust.codeIntegrityPolicies.length} trusted policies`;
  if (facts.codeIntegrity !== true)
    return failed(rule, null, {
      expected: 'code integrity on',
      actual: valueText(facts.codeIntegrity),
      evidence: shownBy(facts, 'codeIntegrity'),
      cause: 'code-integrity-off',
      found: placeOf(proven, 'codeIntegrity'),
    });
  const evidence = shownBy(facts, 'siPolicies');
  const trusted = trustedPolicyOf(facts.siPolicies, trust);
  if (trusted !== null)
    return passed(rule, {
      expected,
      actual: `${trusted.name} (${textOf(trusted.measured)})`,
      evidence,
    });
  const [first] = facts.siPolicies;
  const by = { what: expected, digest: null, by: rule.id };
  if (first === undefined)
    return failed(rule, null, {
      expected,
      actual: 'none',
      cause: 'code-integrity-policy-missing',
      found: { trusted: by },
    });
  return failed(rule, null, {
    expected,
    actual: facts.siPolicies.map(textOf).join('; '),
    evidence,
    found: {
      ...placeOf(proven, 'siPolicies'),
      measured: { what: `${first.name} ${first.version}`, digest: toHex(first.digest) },
      trusted: by,
    },
  });
}

const textOf = (policy: MeasuredSiPolicy): string =>
  `${policy.name} ${policy.version} ${toHex(policy.digest)}`;

function checkDumpKey(rule: CheckRule, proven: Proven, trust: Trust): Check {
  const { facts } = proven;
  if (trust.policies['Hgs_DumpEncryption'] === 'Disabled')
    return skipped(rule, 'It does not apply: Hgs_DumpEncryption is disabled.');
  const expected = `one of ${trust.dumpKeys.length} trusted keys`;
  const digest = facts.dumpKeyDigest === null ? null : toHex(facts.dumpKeyDigest);
  const finding = { expected, actual: digest ?? 'none', evidence: shownBy(facts, 'dumpKeyDigest') };
  if (digest !== null && trust.dumpKeys.includes(digest)) return passed(rule, finding);
  return failed(rule, null, {
    ...finding,
    ...(digest === null && { cause: 'dump-encryption-off' }),
    found: {
      ...placeOf(proven, digest === null ? 'dumpEncryption' : 'dumpKeyDigest'),
      measured: { what: digest === null ? 'no dump key' : 'a dump key', digest },
      trusted: { what: expected, digest: null, by: rule.id },
    },
  });
}
