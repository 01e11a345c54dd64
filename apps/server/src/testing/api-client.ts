import type { Route } from '@gatehouse/contracts';
import type { z } from 'zod';

export interface ApiClient {
  readonly cookie: string;
  /** Calls a route of the contract; throws with the body unless it succeeds. */
  call<R extends z.ZodType>(
    route: Route<z.ZodType, z.ZodType, z.ZodType, R>,
    input?: ApiInput,
  ): Promise<z.output<R>>;
  /** HTTP status alone. */
  status(route: Route, input?: ApiInput): Promise<number>;
}

export interface ApiInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Signs in, and sends cookie and CSRF token from then on. */
export const signInTo = async (
  url: string,
  username: string,
  password: string,
  prefix = '/api',
): Promise<ApiClient> => {
  const answer = await fetch(`${url}${prefix}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  if (!answer.ok) throw new Error(`cannot sign in: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const send = (route: Route, { params = {}, query = {}, body }: ApiInput) => {
    const path = route.path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');
    return fetch(`${url}${path}?${new URLSearchParams(query)}`, {
      method: route.method,
      headers: { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  return {
    cookie,
    call: async (route, input = {}) => {
      const response = await send(route, input);
      const text = await response.text();
      if (!response.ok)
        throw new Error(`${route.method} ${route.path} ${response.status}: ${text}`);
      return route.response.parse(text === '' ? undefined : JSON.parse(text));
    },
    status: async (route, input = {}) => (await send(route, input)).status,
  };
};
