import {
  type HealthNode,
  type HealthNodeId,
  type HealthStatus,
  healthStatuses,
  healthTree,
} from '@gatehouse/contracts';
import { causes, sentenceOf } from './causes.ts';
import type { Finding, FoldInput, NodeRule } from './fold-input.ts';
import { earliest } from './instants.ts';
import { nodeRules } from './rules/node-rules.ts';

/**
 * The health tree of a host, from what was read of it, what HGS says and what it is meant to be.
 *
 * A leaf whose reading is older than two of its intervals is stale, whatever was read. A parent has the
 * worst status of its children. `since` is kept from `previous` while status and cause stay.
 */
export const foldHealth = (input: FoldInput): readonly HealthNode[] => {
  const previous = new Map(input.previous.map((node) => [node.id, node]));
  const leaves = new Map<HealthNodeId, HealthNode>();
  for (const { id, parent } of healthTree) {
    const rule = nodeRules.get(id);
    if (rule !== undefined) leaves.set(id, leafOf(id, parent, rule, input));
  }
  const nodes = new Map<HealthNodeId, HealthNode>();
  // Children come after their parent in the table, so parents are made from the end.
  for (const { id, parent } of healthTree.toReversed()) {
    const children = [...nodes.values()].filter((node) => node.parent === id);
    nodes.set(id, leaves.get(id) ?? parentOf(id, parent, children));
  }
  return healthTree.flatMap(({ id }) => {
    const node = nodes.get(id);
    return node === undefined ? [] : [{ ...node, since: sinceOf(node, previous.get(id), input) }];
  });
};

const severity = (status: HealthStatus) => healthStatuses.indexOf(status);

/** The worst of some statuses; none at all is not OK. */
export const worstOf = (statuses: readonly HealthStatus[]): HealthStatus =>
  statuses.reduce<HealthStatus | null>(
    (worst, status) => (worst === null || severity(status) > severity(worst) ? status : worst),
    null,
  ) ?? 'unknown';

const leafOf = (
  id: HealthNodeId,
  parent: HealthNodeId | null,
  rule: NodeRule,
  input: FoldInput,
): HealthNode => {
  const finding = outdated(rule, rule.judge(input), input);
  const { checkedAt, causeCode, expected = null, actual = null, evidence = null } = finding;
  const { explanation = null } = finding;
  const base = { id, parent, since: null, checkedAt, expected, actual, evidence, explanation };
  if (causeCode === null) {
    return { ...base, ...fine };
  }
  const row = causes[causeCode];
  const values = { host: input.host.name, expected, actual, detail: finding.detail ?? actual };
  const unread = causeCode === 'never-checked' && input.host.adding;
  return {
    ...base,
    status: finding.status ?? (unread ? 'pending' : row.status),
    causeCode,
    cause: finding.cause ?? sentenceOf(row.cause, values),
    meaning: sentenceOf(row.meaning, values),
    remedy: finding.remedy ?? sentenceOf(row.remedy, values),
    who: row.who,
    repairable: isRepairable(finding, input),
  };
};

const fine = {
  status: 'ok',
  causeCode: null,
  cause: null,
  meaning: null,
  remedy: null,
  who: null,
  repairable: false,
} as const;

/** What Repair needs beyond the host: a policy to deploy, settings to set. */
const isRepairable = (finding: Finding, { host, settings }: FoldInput): boolean => {
  const repair = finding.causeCode === null ? null : causes[finding.causeCode].repair;
  if (repair === null || finding.status === 'pending') return false;
  if (repair === 'apply-code-integrity-policy') return host.codeIntegrityPolicy !== null;
  if (repair === 'set-hgs-urls') return settings.primary !== null;
  return true;
};

const outdated = (rule: NodeRule, finding: Finding, { intervals, now }: FoldInput): Finding => {
  if (finding.checkedAt === null || finding.causeCode === 'never-checked') return finding;
  const age = now.getTime() - Date.parse(finding.checkedAt);
  if (age <= 2 * intervals[rule.tier]) return finding;
  return {
    checkedAt: finding.checkedAt,
    causeCode: 'out-of-date',
    expected: finding.expected ?? null,
    actual: finding.actual ?? null,
    evidence: finding.evidence ?? null,
  };
};

const parentOf = (
  id: HealthNodeId,
  parent: HealthNodeId | null,
  children: readonly HealthNode[],
): HealthNode => {
  const status = worstOf(children.map((child) => child.status));
  const worst = children.find((child) => child.status === status);
  return {
    id,
    parent,
    status,
    since: null,
    checkedAt: earliest(...children.map(({ checkedAt }) => checkedAt)),
    expected: null,
    actual: null,
    causeCode: status === 'ok' ? null : (worst?.causeCode ?? null),
    cause: status === 'ok' ? null : (worst?.cause ?? null),
    meaning: status === 'ok' ? null : (worst?.meaning ?? null),
    remedy: status === 'ok' ? null : (worst?.remedy ?? null),
    who: status === 'ok' ? null : (worst?.who ?? null),
    evidence: status === 'ok' ? null : (worst?.evidence ?? null),
    explanation: null,
    repairable: children.some((child) => child.repairable),
  };
};

/** When it became so; null for what was never read since the host is known. */
const sinceOf = (node: HealthNode, before: HealthNode | undefined, { now }: FoldInput) => {
  const isUnread = node.checkedAt === null && node.causeCode === 'never-checked';
  if (before === undefined && isUnread) return null;
  const isSame = before?.status === node.status && before.causeCode === node.causeCode;
  return isSame && (before.since !== null || isUnread) ? before.since : now.toISOString();
};
