import type { Problem, ProblemCode } from '@gatehouse/contracts';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { ProblemError } from './problem-error.ts';

/** RFC 9457 `title`: the kind of problem in a few words. */
const titles = {
  'invalid-request': 'The request is not valid',
  'malformed-file': 'The file cannot be read',
  'not-signed-in': 'Not signed in',
  'wrong-credentials': 'Wrong user name or password',
  'setup-link-invalid': 'The set-up link is not valid',
  'csrf-token-invalid': 'The request is not from this console',
  'permission-denied': 'Not permitted',
  'not-found': 'Not found',
  conflict: 'In conflict with what is there',
  'in-use': 'Still in use',
  'not-ready': 'Not possible yet',
  'payload-too-large': 'Too large',
  'too-many-requests': 'Too many attempts',
  'internal-error': 'An error of ours',
  'upstream-unavailable': 'Another service does not answer',
  unavailable: 'Not available',
} as const satisfies Record<ProblemCode, string>;

export const problemOf = (error: ProblemError): Problem => ({
  type: `urn:gatehouse:problem:${error.code}`,
  title: titles[error.code],
  status: error.status,
  detail: error.message,
  code: error.code,
  remedy: error.remedy,
  ...(error.fields && { fields: error.fields.map((field) => ({ ...field })) }),
});

const unexpected = (error: unknown) =>
  new ProblemError(
    'internal-error',
    'The request failed for a reason that is in the log of the service.',
    'Try again; if it stays, look up the request id of this answer (X-Request-Id) in the log.',
    undefined,
    { cause: error },
  );

/** SQLSTATE class 57 (operator intervention) and 08 (connection), and what the socket says. */
const databaseAway =
  /^(57P0[123]|08\d{3}|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$|Connection terminated/;

const isDatabaseAway = (error: unknown): boolean =>
  error instanceof Error &&
  (databaseAway.test(String(Reflect.get(error, 'code') ?? '')) ||
    databaseAway.test(error.message) ||
    isDatabaseAway(error.cause));

const away = (cause: unknown) =>
  new ProblemError(
    'unavailable',
    'The database does not answer just now.',
    'Try again in a few seconds.',
    undefined,
    { cause },
  );

/** Express's own refusals of a URL (`%zz`) have a status below 500. */
const asProblem = (error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (isDatabaseAway(error)) return away(error);
  const status = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500
    ? new ProblemError('invalid-request', 'The address of the request is not valid.', 'Correct it.')
    : unexpected(error);
};

export const sendProblem = (response: Response, error: ProblemError): void => {
  if (error.retryAfter !== undefined) response.set('Retry-After', String(error.retryAfter));
  response
    .status(error.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(error)));
};

/** Last in line: every error becomes a problem; what we did not expect is logged, not shown. */
export const problemHandler =
  (logger: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    const problem = asProblem(error);
    if (problem.status >= 500) {
      logger.error({ err: problem.cause ?? problem, requestId: request.id }, problem.message);
    }
    if (response.headersSent) next(error);
    else sendProblem(response, problem);
  };
