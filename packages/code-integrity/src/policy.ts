/** The binary format's own model: what is lost when a policy is compiled (ids, names) is optional. */
export interface CodeIntegrityPolicy {
  /** How the policy was read. */
  readonly form: 'xml' | 'binary' | 'signed';
}
