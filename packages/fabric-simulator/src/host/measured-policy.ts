import { fromHex } from '@gatehouse/bytes';
import { policyFactsOf, readPolicy } from '@gatehouse/code-integrity';
import type { MeasuredSiPolicy } from '@gatehouse/measured-boot';
import type { FileStore } from './surroundings.ts';

/** A code integrity policy that is in force. */
export interface ActivePolicy {
  readonly measured: MeasuredSiPolicy;
  readonly mode: 'audit' | 'enforced';
  readonly userMode: boolean;
}

/** What the loader makes of a deployed policy file; the digest is that of the file. */
export function activePolicyOf(sha256: string | null, files: FileStore): ActivePolicy | null {
  const bytes = sha256 === null ? undefined : files.get(sha256);
  if (sha256 === null || bytes === undefined) return null;
  const { version, mode, signingScenarios } = policyFactsOf(readPolicy(bytes), bytes);
  return {
    measured: {
      name: 'SiPolicy.p7b',
      version,
      digestAlgorithm: 'sha256',
      digest: fromHex(sha256),
    },
    mode,
    userMode: signingScenarios.includes('user'),
  };
}
