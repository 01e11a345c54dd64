import type { Baseline } from '@gatehouse/measured-boot';
import type { PolicyName } from './policy-table.ts';

export type PolicyState = 'Enabled' | 'Disabled' | 'Locked';

export interface TrustedBaseline extends Baseline {
  readonly name: string;
}

export interface TrustedCodeIntegrityPolicy {
  readonly name: string;
  /** Digests that a measured policy may have, lower-case hexadecimal. */
  readonly digests: readonly string[];
}

/** What an HGS administrator trusts, at one instant. */
export interface Trust {
  /** The authorisation of the TPM that the evidence comes from; null if there is none. */
  readonly tpm: {
    readonly name: string;
    /** Whether its EK certificate need not lead to a trusted root (`-Force`). */
    readonly withoutCertificate: boolean;
  } | null;
  /** Enabled ones only. */
  readonly baselines: readonly TrustedBaseline[];
  readonly codeIntegrityPolicies: readonly TrustedCodeIntegrityPolicy[];
  /** SHA-256 of trusted dump encryption keys, lower-case hexadecimal. */
  readonly dumpKeys: readonly string[];
  readonly policies: Readonly<Record<PolicyName, PolicyState>>;
}
