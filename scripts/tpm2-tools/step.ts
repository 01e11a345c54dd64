/** What a step must come to; without `refused`, exit status 0. */
export interface Expected {
  /** TPM_RC that the TPM must answer with, or that the tool refuses by itself. */
  readonly refused?: number | 'by the tool';
  /** What standard output must hold. */
  readonly shows?: RegExp;
  /**
   * How standard output compares with that of swtpm: character by character; with keys, digests and
   * other long numbers reduced to their length (the default); or not, as each TPM says its own.
   */
  readonly output?: 'exact' | 'shape' | 'own';
  /** Two files that must then have the same content. */
  readonly equal?: readonly [string, string];
}

/**
 * Name, command line and outcome of one use of a tool. The line lacks the prefix `tpm2_`; its words are
 * divided by spaces, and `{FILE}` stands for the content of a file in hexadecimal digits.
 */
export type Step = readonly [name: string, line: string, expected?: Expected];

/** Steps that build on one another, on a TPM fresh from its maker. */
export interface StepGroup {
  readonly name: string;
  /** Files that are there before the first step. */
  readonly given: Readonly<Record<string, string | Uint8Array>>;
  readonly steps: readonly Step[];
}
