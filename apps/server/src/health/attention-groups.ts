import type { HealthNode } from '@gatehouse/contracts';
import { type AttentionGroup, type CauseCode, healthStatuses } from '@gatehouse/contracts';
import { nodeRules } from './rules/node-rules.ts';

export interface HostWithHealth {
  readonly id: string;
  readonly name: string;
  readonly maintenance: boolean;
  readonly nodes: readonly HealthNode[];
}

/**
 * Causes that only follow from another one of the same host, which then stands for both: one defect is
 * one row, with the action that mends it.
 */
const followsFrom: Readonly<Partial<Record<CauseCode, readonly CauseCode[]>>> = {
  'secure-boot-off': ['hgs-secure-boot-off'],
  'vbs-off': ['hgs-virtual-secure-mode-off'],
  'code-integrity-policy-differs': [
    'hgs-code-integrity-policy-untrusted',
    'hgs-code-integrity-policy-missing',
  ],
  'code-integrity-policy-not-applied': ['hgs-code-integrity-policy-missing'],
  'hgs-certificate-expired': ['hgs-client-stopped', 'clock-off', 'hgs-url-differs'],
  'hgs-unreachable': ['hgs-url-differs'],
  'never-checked': networkCauses(),
  'out-of-date': networkCauses(),
};

function networkCauses(): readonly CauseCode[] {
  return [
    'host-unresolved',
    'host-refused',
    'host-unreachable',
    'host-closes-connection',
    'winrm-silent',
    'winrm-not-wsman',
    'winrm-protocol-error',
    'tls-failed',
    'credentials-rejected',
    'access-denied',
  ];
}

/** Hosts that need somebody, by cause, worst and most first. Hosts in maintenance need nobody. */
export const attentionGroupsOf = (hosts: Iterable<HostWithHealth>): AttentionGroup[] => {
  const groups = new Map<string, AttentionGroup>();
  for (const host of hosts) {
    if (host.maintenance) continue;
    for (const node of ownCauses(host.nodes)) {
      const key = `${node.status}:${node.causeCode}`;
      const group = groups.get(key) ?? emptyGroup(node);
      group.hosts.push({ id: host.id, name: host.name, since: node.since });
      group.repairable ||= node.repairable;
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort(
    (left, right) =>
      healthStatuses.indexOf(right.status) - healthStatuses.indexOf(left.status) ||
      right.hosts.length - left.hosts.length ||
      left.cause.localeCompare(right.cause),
  );
};

const ownCauses = (nodes: readonly HealthNode[]): readonly HealthNode[] => {
  const leaves = nodes.filter(({ id, status }) => nodeRules.has(id) && status !== 'ok');
  const present = new Set(leaves.map(({ causeCode }) => causeCode));
  const seen = new Set<CauseCode>();
  return leaves.filter(({ causeCode }) => {
    if (causeCode === null || seen.has(causeCode)) return false;
    seen.add(causeCode);
    return !(followsFrom[causeCode] ?? []).some((root) => present.has(root));
  });
};

const emptyGroup = (node: HealthNode): AttentionGroup => ({
  causeCode: node.causeCode,
  status: node.status,
  cause: node.cause ?? '',
  remedy: node.remedy,
  repairable: false,
  hosts: [],
});
