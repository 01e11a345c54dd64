import type { DesiredPolicy, Finding, FoldInput, NodeRule } from '../fold-input.ts';
import { earliest } from '../instants.ts';

/** Whether the desired policy is on the host, in force, and forbids. */
export const codeIntegrityPolicyRule: NodeRule = {
  tier: 'platform',
  judge: (input) => {
    const { host, readings } = input;
    const { codeIntegrityPolicyFile: file, deviceGuard } = readings;
    const policy = host.codeIntegrityPolicy;
    if (policy === null) {
      return {
        checkedAt: deviceGuard?.at ?? null,
        causeCode: deviceGuard === null ? 'never-checked' : null,
        expected: 'none configured',
        actual: deviceGuard?.value?.codeIntegrity ?? null,
      };
    }
    const expected = `${policy.name} (${short(policy.sha256)}), ${policy.mode}`;
    if (file === null || deviceGuard === null) {
      return { checkedAt: null, causeCode: 'never-checked', expected };
    }
    const checkedAt = earliest(file.at, deviceGuard.at);
    return { checkedAt, expected, ...differenceOf(policy, input) };
  },
};

const differenceOf = (
  policy: DesiredPolicy,
  { host, readings }: FoldInput,
): Omit<Finding, 'checkedAt' | 'expected'> => {
  const onHost = readings.codeIntegrityPolicyFile?.value?.sha256 ?? null;
  const mode = readings.deviceGuard?.value?.codeIntegrity ?? 'unknown';
  if (onHost !== policy.sha256) {
    const actual = onHost === null ? 'no policy' : `another policy (${short(onHost)}), ${mode}`;
    return { causeCode: 'code-integrity-policy-differs', actual };
  }
  if (startedBefore(host.policyDeployedAt, readings.operatingSystem?.value?.bootedAt ?? null)) {
    return {
      causeCode: 'code-integrity-policy-restart-pending',
      actual: `deployed ${host.policyDeployedAt}; the host started before`,
    };
  }
  if (mode === 'off')
    return { causeCode: 'code-integrity-policy-not-applied', actual: 'not in force' };
  const actual = `${policy.name} (${short(policy.sha256)}), ${mode}`;
  return { causeCode: mode === 'audit' ? 'code-integrity-audit-only' : null, actual };
};

/** Whether the host last started before the policy was put on it. */
const startedBefore = (deployedAt: string | null, bootedAt: string | null) =>
  deployedAt !== null && bootedAt !== null && Date.parse(bootedAt) < Date.parse(deployedAt);

const short = (hash: string) => `${hash.slice(0, 4)}…${hash.slice(-4)}`;
