/** A managed host as an administrator set it up; what it should be, not what it is. */
export interface HostRecord {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly runAsAccountId: string;
  readonly guarded: boolean;
  readonly codeIntegrityPolicyId: string | null;
  readonly policyDeployedAt: string | null;
  /** SHA-256 of the file that was deployed then. */
  readonly policyDeployedFile: string | null;
  readonly maintenance: boolean;
  /** Whether the job that adds it has still to end. */
  readonly adding: boolean;
  readonly addedAt: string;
  readonly addedBy: string;
}
