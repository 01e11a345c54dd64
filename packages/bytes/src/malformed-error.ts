/** `truncated`: bytes are missing; `trailing`: bytes are left over; `refused`: a value that the layout forbids. */
export type MalformedKind = 'truncated' | 'trailing' | 'refused';

/**
 * Bytes that cannot be read as the structure they claim to be.
 *
 * Thrown by every decoder for hostile or damaged input, and for nothing else: a caller may show
 * `message` to the person who supplied the bytes. A value that reads well but does not pass a check
 * is an outcome, not an error.
 */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
  /** Name of the structure in its specification, e.g. `TPMS_ATTEST`. */
  readonly structure: string;
  /** Offset in bytes from the start of the input that was given to `decode`. */
  readonly offset: number;
  /** What is wrong there, without structure and offset. */
  readonly problem: string;
  readonly kind: MalformedKind;

  constructor(structure: string, offset: number, problem: string, kind: MalformedKind = 'refused') {
    super(`${structure} at byte ${offset}: ${problem}`);
    this.structure = structure;
    this.offset = offset;
    this.problem = problem;
    this.kind = kind;
  }
}
