import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type CodeIntegrityPolicy, versionText } from './policy.ts';
import {
  hasFlag,
  hasSetting,
  optionNames,
  policyFlag,
  policyOptions,
  taggingSetting,
} from './policy-options.ts';

/** The shape of `policyFacts` in the contract. */
export interface PolicyFacts {
  friendlyName: string | null;
  version: string;
  policyId: string | null;
  basePolicyId: string | null;
  kind: 'base' | 'supplemental' | 'app-id-tagging';
  form: 'xml' | 'binary' | 'signed';
  mode: 'enforced' | 'audit';
  options: string[];
  rules: {
    allow: number;
    deny: number;
    fileAttributes: number;
    hashes: number;
    paths: number;
    signers: number;
    updateSigners: number;
  };
  signingScenarios: ('kernel' | 'user' | 'other')[];
  sha256: string;
  contentSha256: string;
  size: number;
}

const scenarioNames: ReadonlyMap<number, 'kernel' | 'user'> = new Map([
  [131, 'kernel'],
  [12, 'user'],
]);

/** What a policy says, and the digests by which a boot log may name it. `bytes` is its file. */
export function policyFactsOf(policy: CodeIntegrityPolicy, bytes: Uint8Array): PolicyFacts {
  const { fileRules } = policy;
  const count = (kind: string) => fileRules.filter((rule) => rule.kind === kind).length;
  return {
    friendlyName: nameOf(policy) ?? policy.friendlyName,
    version: versionText(policy.version),
    policyId: policy.policyId,
    basePolicyId: policy.basePolicyId,
    kind: kindOf(policy),
    form: policy.form,
    mode: hasFlag(policy.options, policyOptions['Enabled:Audit Mode']) ? 'audit' : 'enforced',
    options: [...optionNames(policy)],
    rules: {
      allow: count('allow'),
      deny: count('deny'),
      fileAttributes: count('attributes'),
      hashes: fileRules.filter((rule) => rule.hash.length > 0).length,
      paths: fileRules.filter((rule) => rule.filePath !== '').length,
      signers: policy.signers.length,
      updateSigners: policy.updatePolicySigners.length,
    },
    signingScenarios: policy.scenarios.map(({ value }) => scenarioNames.get(value) ?? 'other'),
    sha256: toHex(hash('sha256', bytes)),
    contentSha256: toHex(hash('sha256', policy.content)),
    size: bytes.length,
  };
}

/** Name that `Set-CIPolicyIdInfo` writes. */
function nameOf({ settings }: CodeIntegrityPolicy): string | null {
  const name = settings.find(
    ({ provider, key, valueName }) =>
      provider === 'PolicyInfo' && key === 'Information' && valueName === 'Name',
  )?.value;
  return typeof name === 'string' ? name : null;
}

function kindOf(policy: CodeIntegrityPolicy): PolicyFacts['kind'] {
  if (hasSetting(policy, taggingSetting)) return 'app-id-tagging';
  return hasFlag(policy.options, policyFlag.supplemental) ? 'supplemental' : 'base';
}
