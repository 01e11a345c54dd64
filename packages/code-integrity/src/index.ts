import type { CodeIntegrityPolicy } from './policy.ts';

export type { CodeIntegrityPolicy } from './policy.ts';

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

/** Reads a policy: XML, binary or signed. Throws `MalformedError`. */
export function readPolicy(_bytes: Uint8Array): CodeIntegrityPolicy {
  throw new Error('not ready');
}
export function policyFactsOf(_policy: CodeIntegrityPolicy, _bytes: Uint8Array): PolicyFacts {
  throw new Error('not ready');
}
/** The binary form, as `ConvertFrom-CIPolicy` writes it. */
export function encodePolicy(_policy: CodeIntegrityPolicy): Uint8Array {
  throw new Error('not ready');
}
/** XML → binary. Throws `MalformedError`. */
export function compilePolicyXml(_bytes: Uint8Array): Uint8Array {
  throw new Error('not ready');
}
