import { toBase64, utf8 } from '@gatehouse/bytes';
import type { HttpConnection, HttpRequest, HttpResponse } from '../http-exchange.ts';
import { soapContentType } from '../namespaces.ts';
import { WsmanError } from '../wsman-error.ts';
import type { Credentials } from './credentials.ts';

/** What a message needs to go out, apart from how it is signed in. */
export type Delivery = Pick<HttpRequest, 'path' | 'repeatable'> & {
  /** Milliseconds until the message must be answered, whatever it takes to sign in before it. */
  readonly left: () => number;
  readonly signal?: AbortSignal;
};

/** Sends SOAP messages over a connection as somebody, and opens their answers. */
export interface Authenticator {
  send(connection: HttpConnection, message: Uint8Array, delivery: Delivery): Promise<HttpResponse>;
}

/** Throws `timeout` when no time is left. */
export const soapRequest = (
  delivery: Delivery,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  carriesPassword = false,
): HttpRequest => {
  const { left, ...rest } = delivery;
  const timeoutMilliseconds = left();
  if (timeoutMilliseconds <= 0) throw new WsmanError('timeout', 'The host takes too long.');
  const allHeaders = { 'content-type': soapContentType, ...headers };
  return {
    ...rest,
    timeoutMilliseconds,
    method: 'POST',
    headers: allHeaders,
    body,
    carriesPassword,
  };
};

/** Nobody: for Identify only. */
export const anonymous: Authenticator = {
  send: async (connection, message, delivery) =>
    connection.send(soapRequest(delivery, message, { wsmanidentify: 'unauthenticated' })),
};

/** RFC 7617: the password itself, in every request. */
export function basicAuthenticator({ username, password }: Credentials): Authenticator {
  const authorization = `Basic ${toBase64(utf8(`${username}:${password}`))}`;
  return {
    async send(connection, message, delivery) {
      const response = await connection.send(
        soapRequest(delivery, message, { authorization }, true),
      );
      if (response.status === 401) throw rejected(username, response);
      return response;
    },
  };
}

/** The error for a 401, with what the host would accept. */
export function rejected(username: string, { headers }: HttpResponse): WsmanError {
  const offers = headers['www-authenticate'];
  const offered = offers === undefined ? '' : ` (it offers: ${schemesOf(offers).join(', ')})`;
  return new WsmanError('auth-rejected', `The host does not accept ${username}${offered}.`);
}

export const schemesOf = (header: string): readonly string[] => [
  ...new Set(header.split(',').flatMap((part) => /^\s*([A-Za-z]+)/.exec(part)?.[1] ?? [])),
];
