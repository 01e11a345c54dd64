import type { Approval, WaitingHost } from '@gatehouse/contracts';

const shortest = (text: string): string => text.slice(0, 64);

/** What approving a host adds by default: what it needs that is not trusted yet. */
export const approvalOf = (host: WaitingHost): Approval => {
  const policy = host.codeIntegrityPolicy;
  return {
    name: host.claimedName,
    addBaseline:
      host.log === null || host.log.matchesBaseline !== null
        ? null
        : shortest(`Boot of ${host.claimedName}`),
    addCodeIntegrityPolicy:
      policy === null || policy.trusted !== null
        ? null
        : shortest(`${policy.name} ${policy.version}`),
    force: false,
    ...(host.log === null ? {} : { eventLog: host.log.eventLog }),
  };
};

/** Hosts that can be approved together: nothing about their TPM has to be decided first. */
export const isPlain = (host: WaitingHost): boolean =>
  host.certificatePath.outcome === 'trusted' &&
  !host.nameAuthorizedForOtherTpm &&
  host.logError === null;

/**
 * The approvals of several hosts in order: a baseline or policy that an earlier one adds is not added
 * twice, as equal logs have one digest.
 */
export const approvalsOf = (hosts: readonly WaitingHost[]): readonly Approval[] => {
  const logs = new Set<string>();
  const policies = new Set<string>();
  return hosts.map((host) => {
    const approval = approvalOf(host);
    const log = host.log?.eventLog ?? '';
    const policy = host.codeIntegrityPolicy?.digest ?? '';
    const again = {
      ...(logs.has(log) && { addBaseline: null }),
      ...(policies.has(policy) && { addCodeIntegrityPolicy: null }),
    };
    logs.add(log);
    policies.add(policy);
    return { ...approval, ...again };
  });
};
