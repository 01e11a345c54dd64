import { problem, type Route, type RouteInput } from '@gatehouse/contracts';
import { z } from 'zod';

/** A request that the service refused, or did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; null when nothing answered. */
  readonly status: number | null;

  constructor(status: number | null, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.status = status;
  }
}

type Given<R> = Partial<RouteInput<R>>;

/** Calls routes of the contract on one service. */
export interface Api {
  call<R extends Route>(route: R, input?: Given<R>): Promise<z.output<R['response']>>;
}

export interface ApiOptions {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Name of the service, as its session cookie has it; null for one without sessions. */
  readonly session: { readonly domain: 'server' | 'hgs'; readonly token: string } | null;
  readonly timeoutMilliseconds?: number;
}

const usualTimeout = 30_000;

/** `:name` of a path is a key of `params`. */
const pathOf = (path: string, params: Readonly<Record<string, unknown>>): string =>
  path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));

const queryOf = (query: Readonly<Record<string, unknown>>): string => {
  const text = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return text === '' ? '' : `?${text}`;
};

/** Undefined for no text, and for text that is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const record = z.record(z.string(), z.unknown()).catch({});
const csrf = z.object({ csrfToken: z.string() });

/** Signs requests with a session's cookie and, where they change something, with its CSRF token. */
export function createApi({ url, session, timeoutMilliseconds }: ApiOptions): Api {
  const cookie =
    session === null
      ? {}
      : {
          cookie: ['', '__Host-']
            .map((prefix) => `${prefix}gatehouse-${session.domain}=${session.token}`)
            .join('; '),
        };

  const send = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: unknown,
  ): Promise<unknown> => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers: { ...cookie, ...json, ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMilliseconds ?? usualTimeout),
      });
    } catch (cause) {
      throw new ApiError(null, `${url} does not answer ${method} ${path}`, { cause });
    }
    const text = await response.text();
    const answer = jsonOf(text);
    if (response.ok) return answer;
    const refused = problem.safeParse(answer).data;
    const why = refused === undefined ? text.slice(0, 200) : `${refused.detail} ${refused.remedy}`;
    throw new ApiError(response.status, `${method} ${path}: ${response.status} ${why}`);
  };

  let csrfToken: Promise<string> | null = null;
  const csrfHeader = async (domain: 'server' | 'hgs'): Promise<Record<string, string>> => {
    const prefix = domain === 'server' ? '/api' : '/Administration';
    csrfToken ??= send('GET', `${prefix}/session`, {}, undefined).then(
      (answer) => csrf.parse(answer).csrfToken,
    );
    csrfToken.catch(() => {
      csrfToken = null;
    });
    return { 'x-csrf-token': await csrfToken };
  };

  const call = async <R extends Route>(
    route: R,
    input: Given<R> = {},
  ): Promise<z.output<R['response']>> => {
    const path = pathOf(route.path, record.parse(input.params));
    const query = queryOf(record.parse(input.query));
    const changes = route.method !== 'GET' && session !== null;
    const headers = changes ? await csrfHeader(session.domain) : {};
    const answer = await send(route.method, `${path}${query}`, headers, input.body);
    const read = z.safeParse<R['response']>(route.response, answer);
    if (read.success) return read.data;
    throw new ApiError(200, `${route.method} ${path}: the answer is not that of the contract`, {
      cause: read.error,
    });
  };
  return { call };
}
