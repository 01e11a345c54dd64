export { encodePolicy, supportedFormats } from './binary-policy.ts';
export { compilePolicyXml, notCompilableReason } from './compile-policy.ts';
export {
  type CodeIntegrityPolicy,
  type FileRule,
  type PolicyBody,
  type Scenario,
  type Setting,
  type Signer,
  versionText,
} from './policy.ts';
export { type PolicyFacts, policyFactsOf } from './policy-facts.ts';
export { optionNames, type PolicyOption, policyOptions } from './policy-options.ts';
export { readPolicy, signedPolicyType } from './read-policy.ts';
