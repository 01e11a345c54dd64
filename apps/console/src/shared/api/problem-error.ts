import type { Problem } from '@gatehouse/contracts';

/** What failed, why and what to do: a refused request, or one that never arrived. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(told: Problem, cause?: unknown) {
    super(told.detail, { cause });
    this.problem = told;
  }
}

const local = (
  code: Problem['code'],
  status: number,
  title: string,
  detail: string,
  remedy: string,
) => new ProblemError({ type: 'about:blank', title, status, detail, code, remedy });

/** The browser could not reach the service at all. */
export const unreachable = (cause: unknown): ProblemError =>
  new ProblemError(
    {
      type: 'about:blank',
      title: 'The service does not answer',
      status: 503,
      detail: 'The browser got no answer from Gatehouse.',
      code: 'unavailable',
      remedy: 'Check the network to the server and that it is running, then try again.',
    },
    cause,
  );

/** Reads an error answer; one that is no problem document is told as what it is. */
export const problemOf = async (response: Response): Promise<ProblemError> => {
  // Not part of the start: whoever calls a route has its contract, and so this schema, already.
  const { problem } = await import('@gatehouse/contracts');
  const body: unknown = await response.json().catch(() => null);
  const parsed = problem.safeParse(body);
  if (parsed.success) return new ProblemError(parsed.data);
  return local(
    response.status >= 500 ? 'unavailable' : 'internal-error',
    response.status,
    'An answer that Gatehouse does not give',
    `Something between the browser and Gatehouse answered with HTTP ${response.status}.`,
    'Check the proxy in front of Gatehouse, then try again.',
  );
};

/** The answer was not what the contract says: console and server are of different versions. */
export const contractBroken = (path: string, detail: string): ProblemError =>
  local(
    'internal-error',
    500,
    'The server is of another version than this page',
    `${path} answered in a shape that this page does not know (${detail}).`,
    'Reload the page. If it happens again, tell who runs Gatehouse.',
  );

/** Any thrown value as a problem, so that every page can show it. */
export const toProblem = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : local(
        'internal-error',
        500,
        'The page failed',
        error instanceof Error ? error.message : String(error),
        'Reload the page. If it happens again, tell who runs Gatehouse.',
      ).problem;
