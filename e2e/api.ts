import type { Session } from '@gatehouse/contracts';

/** Talks to server or hgs as curl would: a cookie, and the CSRF token on every mutation. */
export class ApiClient {
  readonly #base: string;
  #cookie = '';
  #csrfToken = '';

  constructor(base: string) {
    this.#base = base;
  }

  /** Makes the first administrator with the token of a set-up link, and signs in. */
  async setUp(prefix: string, link: string, username: string, password: string): Promise<void> {
    const token = new URL(link).hash.replace('#token=', '');
    await this.#signedIn(`${prefix}/setup`, { token, username, password });
  }

  async signIn(prefix: string, username: string, password: string): Promise<void> {
    await this.#signedIn(`${prefix}/session`, { username, password });
  }

  async #signedIn(path: string, body: unknown): Promise<void> {
    const session = await this.call<Session>('POST', path, body);
    this.#csrfToken = session.csrfToken;
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(this.#csrfToken === '' ? {} : { 'x-csrf-token': this.#csrfToken }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie !== undefined) this.#cookie = cookie;
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
