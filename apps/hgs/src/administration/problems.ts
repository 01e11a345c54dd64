import { fromBase64, MalformedError } from '@gatehouse/bytes';
import { ProblemError } from '@gatehouse/http';

export const notFound = (what: string): ProblemError =>
  new ProblemError(
    'not-found',
    `There is no such ${what}.`,
    'Reload the list: somebody may have removed it.',
  );

/** Reads what a person uploaded; what cannot be read is told with its byte. */
export function readingFile<T>(what: string, remedy: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError || error instanceof TypeError)
      throw new ProblemError(
        'malformed-file',
        `The ${what} cannot be read: ${error.message}.`,
        remedy,
        undefined,
        { cause: error },
      );
    throw error;
  }
}

export const bytesOf = (base64: string): Uint8Array => fromBase64(base64);

/** PostgreSQL's unique_violation, however deep the driver's error is wrapped. */
function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '23505') || isUniqueViolation(error.cause);
}

/** Turns a name or key that is taken into a conflict. */
export async function withoutConflict<T>(detail: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new ProblemError(
        'conflict',
        detail,
        'Choose another name, or remove the other entry first.',
        undefined,
        { cause: error },
      );
    throw error;
  }
}
