import { fromBase64, MalformedError, toBase64 } from '@gatehouse/bytes';
import { createNtlmClient } from '../authentication/ntlm-client.ts';
import type { NtlmSession } from '../authentication/ntlm-session.ts';
import {
  isSealed,
  readSealedBody,
  sealedContentType,
  writeSealedBody,
} from '../authentication/sealed-body.ts';
import { mechList, readSpnego, writeInit, writeResponse } from '../authentication/spnego.ts';
import type { HttpConnection, HttpResponse } from '../http-exchange.ts';
import { soapContentType } from '../namespaces.ts';
import { WsmanError } from '../wsman-error.ts';
import { type Authenticator, type Delivery, rejected, soapRequest } from './authenticator.ts';
import type { Credentials } from './credentials.ts';

export interface NegotiateOptions extends Credentials {
  readonly random: (length: number) => Uint8Array;
  readonly now: () => Date;
}

interface Signed {
  readonly session: NtlmSession;
  readonly connection: number;
}

/**
 * NTLMv2 within Negotiate, every message sealed (MS-WSMV §2.2.9.1, RFC 4559). The session lives as
 * long as the connection; when that was opened anew, the handshake is made again.
 */
export function negotiateAuthenticator(options: NegotiateOptions): Authenticator {
  const sessions = new WeakMap<HttpConnection, Signed>();

  const attempt = async (
    connection: HttpConnection,
    message: Uint8Array,
    delivery: Delivery,
  ): Promise<HttpResponse | null> => {
    const known = sessions.get(connection);
    const signed = known ?? (await signIn(connection, delivery, options));
    sessions.set(connection, signed);
    try {
      const response = await sendSealed(connection, message, delivery, signed);
      if (response === null) sessions.delete(connection);
      return response;
    } catch (error) {
      // What was sealed cannot be sealed again: the streams of both sides no longer agree.
      sessions.delete(connection);
      if (known !== undefined && delivery.repeatable && isClosed(error)) return null;
      throw error;
    }
  };

  return {
    async send(connection, message, delivery) {
      const response =
        (await attempt(connection, message, delivery)) ??
        (await attempt(connection, message, delivery));
      if (response !== null) return response;
      throw new WsmanError('closed', 'The host closes the connection after each sign-in.');
    },
  };
}

const isClosed = (error: unknown): boolean =>
  error instanceof WsmanError && error.code === 'closed';

/** Null when the host no longer knows the session: its connection is another one. */
async function sendSealed(
  connection: HttpConnection,
  message: Uint8Array,
  delivery: Delivery,
  { session }: Signed,
): Promise<HttpResponse | null> {
  const body = writeSealedBody(session, message, soapContentType);
  const request = soapRequest(delivery, body, { 'content-type': sealedContentType });
  const response = await connection.send({ ...request, repeatable: false });
  if (response.status === 401) return null;
  if (!isSealed(response.headers['content-type'] ?? '')) {
    if (response.body.length === 0) return response;
    throw new WsmanError('malformed', 'The host answers a sealed message without a seal.');
  }
  const headers = { ...response.headers, 'content-type': soapContentType };
  return { ...response, headers, body: opened(session, response.body) };
}

function opened(session: NtlmSession, body: Uint8Array): Uint8Array {
  try {
    return readSealedBody(session, body);
  } catch (cause) {
    if (!(cause instanceof MalformedError)) throw cause;
    throw new WsmanError('malformed', `The seal of the answer is broken: ${cause.message}`, {
      cause,
    });
  }
}

/** Two round trips with empty bodies. */
async function signIn(
  connection: HttpConnection,
  delivery: Delivery,
  options: NegotiateOptions,
): Promise<Signed> {
  const client = createNtlmClient(options);
  const offer = async (token: Uint8Array): Promise<HttpResponse> => {
    const authorization = `Negotiate ${toBase64(token)}`;
    const empty = soapRequest(delivery, new Uint8Array(0), { authorization });
    return connection.send({ ...empty, repeatable: true });
  };
  const first = await offer(writeInit(client.negotiate));
  const challenge = tokenOf(first);
  if (first.status !== 401 || challenge === null) throw notOffered(first, options.username);
  try {
    const ntlm = readSpnego(challenge).token;
    if (ntlm === null) throw notOffered(first, options.username);
    const { token, session } = client.authenticate(ntlm);
    const mechListMic = session.sign(mechList);
    const second = await offer(writeResponse({ token, mechListMic }));
    if (second.connection !== first.connection)
      throw new WsmanError('closed', 'The host closed the connection while it was signed in.');
    if (second.status === 401) throw rejected(options.username, second);
    if (second.status >= 300) throw new WsmanError('not-wsman', `HTTP status ${second.status}.`);
    confirm(session, tokenOf(second));
    return { session, connection: second.connection };
  } catch (cause) {
    if (!(cause instanceof MalformedError)) throw cause;
    throw new WsmanError('malformed', `The host signs in wrongly: ${cause.message}`, { cause });
  }
}

/** The host's own mechListMIC proves that nobody took a stronger mechanism off the list. */
function confirm(session: NtlmSession, final: Uint8Array | null): void {
  const mic = final === null ? null : readSpnego(final).mechListMic;
  if (mic === null) throw new MalformedError('NegTokenResp', 0, 'has no mechListMIC');
  if (!session.verify(mechList, mic))
    throw new MalformedError('NegTokenResp', 0, 'the mechListMIC is not right');
  session.restartCiphers();
}

function tokenOf({ headers }: HttpResponse): Uint8Array | null {
  const found = /(?:^|[,\s])Negotiate +([A-Za-z0-9+/]+={0,2})/i.exec(
    headers['www-authenticate'] ?? '',
  );
  try {
    return found === null ? null : fromBase64(found[1] ?? '');
  } catch {
    return null;
  }
}

function notOffered(response: HttpResponse, username: string): WsmanError {
  if (response.status === 401) return rejected(username, response);
  if (response.status === 403) return new WsmanError('access-denied', 'HTTP status 403.');
  return new WsmanError('not-wsman', `HTTP status ${response.status} to a sign-in by Negotiate.`);
}
