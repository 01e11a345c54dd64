import { type ProblemCode, problemStatus } from '@gatehouse/contracts';

export interface WrongField {
  readonly path: string;
  readonly message: string;
}

/** What a handler throws to answer `application/problem+json` (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly remedy: string;
  readonly fields: readonly WrongField[] | undefined;
  /** Seconds, for the `Retry-After` header. */
  readonly retryAfter: number | undefined;

  /**
   * @param detail what is wrong, for the reader of the answer: no secrets, no stack
   * @param remedy what the reader can do about it
   */
  constructor(
    code: ProblemCode,
    detail: string,
    remedy: string,
    fields?: readonly WrongField[],
    options: ErrorOptions & { readonly retryAfter?: number } = {},
  ) {
    super(detail, options);
    this.retryAfter = options.retryAfter;
    this.code = code;
    this.remedy = remedy;
    this.fields = fields;
  }

  get status(): number {
    return problemStatus[this.code];
  }
}
