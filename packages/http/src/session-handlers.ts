import type { Session } from '@gatehouse/contracts';
import type { Response } from 'express';
import type { Accounts, CurrentSession, StartedSession } from './accounts/accounts.ts';
import type { Caller } from './caller.ts';
import type { SessionRouteName } from './handler.ts';
import { ProblemError } from './problem-error.ts';

export interface SessionHandlerInput {
  readonly body: unknown;
  readonly caller: Caller;
  readonly address: string;
  readonly response: Response;
}

type SessionHandler = (input: SessionHandlerInput) => Promise<unknown>;

export interface SessionHandlersOptions {
  readonly name: string;
  readonly accounts: Accounts;
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly cookieName: string;
  readonly secure: boolean;
}

const text = (body: unknown, key: string): string => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, key) : null;
  return typeof value === 'string' ? value : '';
};

/** The five routes of a session, which set and clear the cookie. */
export const sessionHandlers = ({
  name,
  accounts,
  permissions,
  cookieName,
  secure,
}: SessionHandlersOptions): Readonly<Record<SessionRouteName, SessionHandler>> => {
  const attributes = () => ({ httpOnly: true, sameSite: 'strict', secure, path: '/' }) as const;

  const shown = ({ actor, csrfToken, expiresAt }: CurrentSession): Session => ({
    user: {
      ...actor,
      permissions: Object.keys(permissions).filter((key) => permissions[key]?.includes(actor.role)),
    },
    csrfToken,
    expiresAt: expiresAt.toISOString(),
  });

  const begin = (started: StartedSession, response: Response): Session => {
    response.cookie(cookieName, started.token, { ...attributes(), expires: started.expiresAt });
    return shown(started);
  };

  return {
    setupState: async () => ({ required: await accounts.setupRequired(), name }),
    setup: async ({ body, address, response }) =>
      begin(
        await accounts.setUp({
          token: text(body, 'token'),
          username: text(body, 'username'),
          password: text(body, 'password'),
          address,
        }),
        response,
      ),
    signIn: async ({ body, address, response }) =>
      begin(
        await accounts.signIn({
          username: text(body, 'username'),
          password: text(body, 'password'),
          address,
        }),
        response,
      ),
    session: async ({ caller }) => shown(sessionOf(caller)),
    signOut: async ({ caller, response }) => {
      if (caller.kind === 'session') await accounts.signOut(caller.token);
      response.clearCookie(cookieName, attributes());
    },
  };
};

const sessionOf = (caller: Caller): CurrentSession => {
  if (caller.kind === 'session') return caller.session;
  throw new ProblemError('not-signed-in', 'Nobody is signed in.', 'Sign in and try again.');
};
