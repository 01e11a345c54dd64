import { fromUtf8, fromUtf16le, MalformedError, toHex } from '@gatehouse/bytes';
import { soapContentType } from '../namespaces.ts';
import { createMessageHandler } from './create-message-handler.ts';
import { EndpointFault, faultOf } from './endpoint-fault.ts';
import { createNegotiateAcceptor } from './negotiate.ts';
import { isIdentify, parseEnvelope } from './parse-request.ts';
import type { CimProvider, IdentifyAnswer } from './provider.ts';
import { acceptsBasic, type MessageSeal, type SignIn } from './sign-in.ts';
import { type SoapAnswer, writeFault, writeIdentifyAnswer } from './write-answer.ts';

export interface WsmanHttpRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface WsmanHttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
}

export interface WsmanEndpointOptions {
  /** Computer name, as told in NTLM challenges and faults. */
  readonly machine: string;
  /** Which ways to sign in are offered; `negotiate` is NTLM with sealing. */
  readonly authentication: readonly ('basic' | 'negotiate')[];
  /**
   * Password of an account, or null for an unknown one; the user is as sent, with its domain:
   * `FABRIC\\gatehouse`.
   */
  passwordOf(user: string): string | null;
  identify(): IdentifyAnswer;
  readonly provider: CimProvider;
  readonly now: () => Date;
  readonly random: (length: number) => Uint8Array;
  /** Largest answer in bytes, as MaxEnvelopeSizekb of a host; 512 000 unless given. */
  readonly maxEnvelopeSize?: number;
}

/** Never throws for what a client sent; `connection` is any object that stands for its socket. */
export type WsmanEndpoint = (
  request: WsmanHttpRequest,
  connection: object,
) => Promise<WsmanHttpAnswer>;

/** What Windows tells those who have not signed in (MS-WSMV §3.1.4.1.14). */
const hiddenVersion = 'OS: 0.0.0 SP: 0.0 Stack: 3.0';

/** The server half of WS-Man, as a Windows host has it (MS-WSMV §3.1). */
export function createWsmanEndpoint(options: WsmanEndpointOptions): WsmanEndpoint {
  const handle = createMessageHandler(options);
  const signInOf = createSignIn(options);
  const identify = (): SoapAnswer => writeIdentifyAnswer(options.identify());

  const answerTo = async (message: Uint8Array, contentType: string): Promise<SoapAnswer> => {
    try {
      const { header, body } = parseEnvelope(textOf(message, contentType));
      return isIdentify(body) ? identify() : await handle(header, body);
    } catch (error) {
      return writeFault(
        faultOf(error),
        '',
        `uuid:${toHex(options.random(16)).toUpperCase()}`,
        options.machine,
      );
    }
  };

  return async (request, connection) => {
    const refusal = refusalOf(request);
    if (refusal !== null) return plain(refusal);
    const contentType = headerOf(request, 'content-type');
    if (headerOf(request, 'wsmanidentify').toLowerCase() === 'unauthenticated')
      return anonymousIdentify(request.body, contentType, options);
    const signIn = signInOf(request, connection);
    if (signIn.kind === 'refused')
      return plain(401, { 'WWW-Authenticate': [...signIn.challenges] });
    if (signIn.kind === 'handshake')
      return plain(200, signIn.header === null ? {} : { 'WWW-Authenticate': signIn.header });
    if (signIn.seal === null) return toHttp(await answerTo(request.body, contentType));
    const opened = openedBy(signIn.seal, request.body, contentType);
    if (opened === null) return plain(400);
    const answer = await answerTo(opened, soapContentType);
    return toHttp({ ...answer, ...signIn.seal.close(answer.body, answer.contentType) });
  };
}

/** Null for what the other side did not seal: there is no session in which a fault could be sealed. */
function openedBy(seal: MessageSeal, body: Uint8Array, contentType: string): Uint8Array | null {
  try {
    return seal.open(body, contentType);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

type SignsIn = (request: WsmanHttpRequest, connection: object) => SignIn;

function createSignIn(options: WsmanEndpointOptions): SignsIn {
  const { authentication, passwordOf } = options;
  const negotiate = authentication.includes('negotiate') ? createNegotiateAcceptor(options) : null;
  const offers = { negotiate: 'Negotiate', basic: 'Basic realm="WSMAN"' };
  const challenges = authentication.map((each) => offers[each]);
  return (request, connection) => {
    const authorization = headerOf(request, 'authorization');
    const contentType = headerOf(request, 'content-type');
    const negotiated = negotiate?.signIn(authorization, contentType, connection) ?? null;
    if (negotiated !== null) return negotiated;
    if (authentication.includes('basic') && /^basic /i.test(authorization)) {
      const user = acceptsBasic(authorization, passwordOf);
      if (user !== null) return { kind: 'accepted', user, seal: null };
    }
    return { kind: 'refused', challenges };
  };
}

function anonymousIdentify(
  body: Uint8Array,
  contentType: string,
  { identify }: WsmanEndpointOptions,
): WsmanHttpAnswer {
  try {
    if (!isIdentify(parseEnvelope(textOf(body, contentType)).body)) return plain(401);
  } catch {
    return plain(400);
  }
  return toHttp(writeIdentifyAnswer({ ...identify(), productVersion: hiddenVersion }));
}

/** HTTP status of a request that is not for this service; null if it is. */
function refusalOf({ method, url }: WsmanHttpRequest): number | null {
  if (!/^\/wsman\/?(\?.*)?$/i.test(url)) return 404;
  return method === 'POST' ? null : 405;
}

const headerOf = ({ headers }: WsmanHttpRequest, name: string): string => {
  const value = headers[name] ?? '';
  return typeof value === 'string' ? value : (value[0] ?? '');
};

/** Older clients write UTF-16 (MS-WSMV §2.2.1). */
function textOf(message: Uint8Array, contentType: string): string {
  if (!/^application\/soap\+xml\b/i.test(contentType))
    throw new EndpointFault('schema-validation', `The content type is not ${soapContentType}.`);
  if (/charset="?utf-16/i.test(contentType)) return fromUtf16le(message).replace(/^\ufeff/, '');
  try {
    return fromUtf8(message);
  } catch {
    throw new EndpointFault('schema-validation', 'The message is not UTF-8.');
  }
}

const plain = (
  status: number,
  headers: Readonly<Record<string, string | string[]>> = {},
): WsmanHttpAnswer => ({ status, headers: { ...headers, ...server }, body: new Uint8Array(0) });

const toHttp = ({ status, contentType, body }: SoapAnswer): WsmanHttpAnswer => ({
  status,
  headers: { 'Content-Type': contentType, ...server },
  body,
});

const server = { Server: 'Microsoft-HTTPAPI/2.0' };
