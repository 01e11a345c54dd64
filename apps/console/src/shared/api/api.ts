import type { Route } from '@gatehouse/contracts';
import type { z } from 'zod';
import { contractBroken, type ProblemError, problemOf, unreachable } from './problem-error.ts';

type Part<Key extends string, T> = T extends z.ZodType
  ? unknown extends z.input<T>
    ? unknown
    : { readonly [K in Key]: z.input<T> }
  : unknown;

/** What a route needs from its caller: only the parts that it declares. */
export type CallInput<R> =
  R extends Route<infer P, infer Q, infer B, z.ZodType>
    ? Part<'params', P> & Part<'query', Q> & Part<'body', B>
    : never;

export type CallOutput<R> = R extends { readonly response: infer T extends z.ZodType }
  ? z.output<T>
  : never;

interface Parts {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const partsOf = (input: unknown): Parts => {
  if (!isRecord(input)) return {};
  const { params, query, body } = input;
  return {
    params: isRecord(params) ? params : undefined,
    query: isRecord(query) ? query : undefined,
    body,
  };
};

/** `/api/hosts/:id` with its parameters and query in place. */
export const addressOf = (
  path: string,
  { params = {}, query = {} }: Pick<Parts, 'params' | 'query'>,
): string => {
  const filled = path.replace(/:(\w+)/g, (_all, key: string) =>
    encodeURIComponent(String(params[key])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
};

export interface Api {
  call<R extends Route>(
    route: R,
    input: CallInput<R>,
    signal?: AbortSignal,
  ): Promise<CallOutput<R>>;
  /** Sent with every mutation from now on. */
  setCsrfToken(token: string | null): void;
  /** Told when a request is refused because nobody is signed in any more. */
  onSignedOut(listener: () => void): () => void;
}

/** Which fields of an answer are not what the contract says. */
const whereOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');

/** The typed client of one contract table: validates answers, turns problems into `ProblemError`. */
export const createApi = (send: typeof fetch): Api => {
  let csrfToken: string | null = null;
  const signedOut = new Set<() => void>();

  const request = async (route: Route, input: Parts, signal?: AbortSignal) => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (route.method !== 'GET' && csrfToken !== null) headers['x-csrf-token'] = csrfToken;
    if (input.body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await send(addressOf(route.path, input), {
        method: route.method,
        headers,
        credentials: 'same-origin',
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      throw unreachable(cause);
    }
  };

  const refuse = async (response: Response): Promise<ProblemError> => {
    const error = await problemOf(response);
    if (error.problem.code === 'not-signed-in') for (const listener of signedOut) listener();
    return error;
  };

  return {
    async call<R extends Route>(route: R, input: CallInput<R>, signal?: AbortSignal) {
      const response = await request(route, partsOf(input), signal);
      if (!response.ok) throw await refuse(response);
      const body: unknown = response.status === 204 ? undefined : await response.json();
      const answer = route.response.safeParse(body);
      if (!answer.success) throw contractBroken(route.path, whereOf(answer.error));
      // The schema of the route has just validated it.
      return answer.data as CallOutput<R>;
    },
    setCsrfToken(token) {
      csrfToken = token;
    },
    onSignedOut(listener) {
      signedOut.add(listener);
      return () => signedOut.delete(listener);
    },
  };
};
