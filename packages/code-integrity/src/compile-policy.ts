import { MalformedError } from '@gatehouse/bytes';
import { encodePolicy } from './binary-policy.ts';
import type { CodeIntegrityPolicy } from './policy.ts';
import { hasFlag, policyFlag, policyOptions } from './policy-options.ts';
import { readPolicy } from './read-policy.ts';

/** Why Windows would not take a policy; the first row that applies is the reason. */
const refusals: readonly {
  readonly applies: (policy: CodeIntegrityPolicy) => boolean;
  readonly reason: (policy: CodeIntegrityPolicy) => string;
}[] = [
  {
    applies: ({ notCompiled }) => notCompiled.length > 0,
    reason: ({ notCompiled }) =>
      `${notCompiled.join(' and ')} are not compiled here; use ConvertFrom-CIPolicy`,
  },
  {
    applies: (policy) => !isUnsigned(policy) && policy.updatePolicySigners.length === 0,
    reason: () =>
      'a policy without the option Enabled:Unsigned System Integrity Policy needs UpdatePolicySigners',
  },
  {
    applies: (policy) => isSupplemental(policy) && allowsSupplemental(policy),
    reason: () => 'a supplemental policy must not have Enabled:Allow Supplemental Policies',
  },
  {
    applies: (policy) => isSupplemental(policy) && policy.supplementalPolicySigners.length > 0,
    reason: () => 'a supplemental policy must not have SupplementalPolicySigners',
  },
  {
    applies: (policy) =>
      !isSupplemental(policy) &&
      !isUnsigned(policy) &&
      allowsSupplemental(policy) &&
      policy.supplementalPolicySigners.length === 0,
    reason: () => 'a signed policy that allows supplemental ones needs SupplementalPolicySigners',
  },
];

const isUnsigned = ({ options }: CodeIntegrityPolicy): boolean =>
  hasFlag(options, policyOptions['Enabled:Unsigned System Integrity Policy']);
const allowsSupplemental = ({ options }: CodeIntegrityPolicy): boolean =>
  hasFlag(options, policyOptions['Enabled:Allow Supplemental Policies']);
const isSupplemental = ({ options }: CodeIntegrityPolicy): boolean =>
  hasFlag(options, policyFlag.supplemental);

/** Why a policy cannot be compiled for a host; null if it can. */
export const notCompilableReason = (policy: CodeIntegrityPolicy): string | null =>
  refusals.find(({ applies }) => applies(policy))?.reason(policy) ?? null;

/**
 * The binary form of an XML policy, as `ConvertFrom-CIPolicy` makes it. Throws `MalformedError` for
 * XML that cannot be read and for a policy that Windows would not take.
 */
export function compilePolicyXml(bytes: Uint8Array): Uint8Array {
  const policy = readPolicy(bytes);
  if (policy.form !== 'xml')
    throw new MalformedError('SiPolicy', 0, 'is not XML: nothing to compile');
  const reason = notCompilableReason(policy);
  if (reason !== null) throw new MalformedError('SiPolicy', 0, reason);
  return encodePolicy(policy);
}
