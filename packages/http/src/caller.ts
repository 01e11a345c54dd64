import type { IncomingMessage } from 'node:http';
import type { Accounts, CurrentSession } from './accounts/accounts.ts';
import { sameSecret } from './accounts/session-token.ts';
import type { Actor } from './handler.ts';
import { ProblemError } from './problem-error.ts';

/** A caller that signs itself with `Authorization: Bearer`; needs no CSRF token. */
export interface BearerReader {
  readonly token: string;
  readonly username: string;
  readonly role: string;
}

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'reader'; readonly actor: Actor }
  | {
      readonly kind: 'session';
      readonly actor: Actor;
      readonly session: CurrentSession;
      readonly token: string;
    };

/**
 * Name of the session cookie. Cookies ignore ports: the two services need two names. `__Host-` ties
 * it to this host and to TLS (RFC 6265bis §4.1.3.2).
 */
export const cookieNameOf = (domain: string, secure: boolean): string =>
  `${secure ? '__Host-' : ''}gatehouse-${domain}`;

/** The value of one cookie of a request, if it has exactly one of that name. */
export const cookieOf = (header: string | undefined, name: string): string | null => {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : [];
  });
  return values.length === 1 ? (values[0] ?? null) : null;
};

const bearerOf = (header: string | undefined): string | null =>
  /^Bearer ([\w.~+/=-]{1,512})$/i.exec(header ?? '')?.[1] ?? null;

/** Who sends a request: by bearer token, else by cookie, else nobody. */
export const identify = async (
  request: IncomingMessage,
  options: {
    readonly accounts: Accounts;
    readonly readers: readonly BearerReader[];
    readonly cookieName: string;
  },
): Promise<Caller> => {
  const bearer = bearerOf(request.headers.authorization);
  if (bearer !== null) {
    const reader = options.readers.find(({ token }) => sameSecret(token, bearer));
    if (!reader) return { kind: 'anonymous' };
    const { username, role } = reader;
    return { kind: 'reader', actor: { id: username, username, role } };
  }
  const token = cookieOf(request.headers.cookie, options.cookieName);
  const session = token === null ? null : await options.accounts.sessionOf(token);
  if (token === null || session === null) return { kind: 'anonymous' };
  return { kind: 'session', actor: session.actor, session, token };
};

/**
 * Whether the page that sent the request is ours. Browsers set both headers and scripts cannot; a
 * request with neither is no browser's. `same-site` is another port of this host: not ours.
 */
export const isSameOrigin = ({ headers }: IncomingMessage): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (headers.origin === undefined) return true;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
};

export const requireSameOrigin = (request: IncomingMessage): void => {
  if (isSameOrigin(request)) return;
  throw new ProblemError(
    'csrf-token-invalid',
    'The request comes from a page of another site.',
    'Use the console at its own address.',
  );
};

/** A cookie is sent by the browser unasked; the token shows that our own page wanted the change. */
export const requireCsrfToken = (request: IncomingMessage, caller: Caller): void => {
  if (caller.kind !== 'session') return;
  const offered = request.headers['x-csrf-token'];
  if (typeof offered === 'string' && sameSecret(offered, caller.session.csrfToken)) return;
  throw new ProblemError(
    'csrf-token-invalid',
    'The header X-CSRF-Token is missing or not that of this session.',
    'Read csrfToken of the session and send it back in X-CSRF-Token; in a browser, reload the page.',
  );
};

/** The caller, if the table grants the permission; `public` asks for nothing. */
export const requirePermission = (
  caller: Caller,
  permission: string,
  table: Readonly<Record<string, readonly string[]>>,
): void => {
  if (permission === 'public') return;
  if (caller.kind === 'anonymous') {
    throw new ProblemError(
      'not-signed-in',
      'Nobody is signed in, or the session has ended.',
      'Sign in and try again.',
    );
  }
  if (permission === 'signed-in' && caller.kind === 'session') return;
  if (Object.hasOwn(table, permission) && table[permission]?.includes(caller.actor.role)) return;
  throw new ProblemError(
    'permission-denied',
    `${caller.actor.username} (${caller.actor.role}) lacks the permission ${permission}.`,
    `Ask somebody with one of these roles: ${(table[permission] ?? []).join(', ') || 'none has it'}.`,
  );
};
