import { lookup } from 'node:dns/promises';
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import {
  type HttpConnection,
  type HttpExchange,
  type HttpRequest,
  type HttpResponse,
  type WsmanEndpointAddress,
  WsmanError,
} from '@gatehouse/wsman';
import { collectBody } from './collect-body.ts';
import { type Progress, socketError } from './socket-error.ts';

export interface ResolvedAddress {
  readonly address: string;
  /** Instead of the port of the target. */
  readonly port?: number;
}

export interface SocketExchangeOptions {
  /** Address of a name by configuration (like curl's --resolve); null: ask DNS. The Host header stays. */
  resolve?(hostname: string): ResolvedAddress | null;
  readonly connectTimeoutMilliseconds: number;
  readonly maxAnswerBytes: number;
  /** PEM of authorities to trust besides those of Node. */
  readonly certificateAuthorities?: readonly string[];
  readonly unsafeSendPasswordsInPlaintext?: boolean;
}

/** HTTP over real sockets: one kept-alive connection, opened again when the host has closed it. */
export function createSocketExchange(options: SocketExchangeOptions): HttpExchange {
  return { connect: (endpoint) => createConnection(endpoint, options) };
}

function createConnection(
  endpoint: WsmanEndpointAddress,
  options: SocketExchangeOptions,
): HttpConnection {
  const agent = agentFor(endpoint, options);
  const numbers = new WeakMap<Socket, number>();
  let opened = 0;
  const numberOf = (socket: Socket): number => {
    const known = numbers.get(socket);
    if (known !== undefined) return known;
    opened += 1;
    numbers.set(socket, opened);
    return opened;
  };

  const once = async (request: HttpRequest): Promise<HttpResponse> => {
    const place = await placeOf(endpoint, options);
    refusePlaintext(request, endpoint, place, options);
    return roundTrip({ request, endpoint, place, agent, options, numberOf });
  };

  return {
    async send(request) {
      request.signal?.throwIfAborted();
      try {
        return await once(request);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
        if (request.repeatable) return await once(request).catch(unstale);
        return unstale(error);
      }
    },
    close: () => agent.destroy(),
  };
}

/** A kept connection that the host closed just when it was used again: nothing was answered. */
class StaleConnection extends Error {
  readonly error: WsmanError;
  constructor(error: WsmanError) {
    super(error.message, { cause: error });
    this.error = error;
  }
}

function unstale(error: unknown): never {
  throw error instanceof StaleConnection ? error.error : error;
}

const agentFor = (endpoint: WsmanEndpointAddress, options: SocketExchangeOptions): HttpAgent => {
  const kept = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
  if (!endpoint.tls) return new HttpAgent(kept);
  const { certificateAuthorities: more = [] } = options;
  const ca = more.length === 0 ? {} : { ca: [...rootCertificates, ...more] };
  return new HttpsAgent({ ...kept, ...ca, minVersion: 'TLSv1.2' });
};

interface Place {
  readonly address: string;
  readonly port: number;
}

async function placeOf(
  { host, port }: WsmanEndpointAddress,
  { resolve }: SocketExchangeOptions,
): Promise<Place> {
  const configured = resolve?.(host) ?? null;
  if (configured !== null) return { address: configured.address, port: configured.port ?? port };
  if (isIP(host) !== 0) return { address: host, port };
  try {
    return { address: (await lookup(host)).address, port };
  } catch (cause) {
    throw new WsmanError('host-unresolved', `The name ${host} cannot be resolved.`, { cause });
  }
}

/** A password in the clear must not leave this machine unless somebody has said so by name. */
function refusePlaintext(
  { carriesPassword }: HttpRequest,
  { tls }: WsmanEndpointAddress,
  { address }: Place,
  { unsafeSendPasswordsInPlaintext }: SocketExchangeOptions,
): void {
  if (!carriesPassword || tls || unsafeSendPasswordsInPlaintext === true) return;
  if (/^127\.|^::1$/.test(address)) return;
  throw new WsmanError(
    'plaintext-password',
    `Basic authentication would send the password in the clear to ${address}.`,
  );
}

interface RoundTrip {
  readonly request: HttpRequest;
  readonly endpoint: WsmanEndpointAddress;
  readonly place: Place;
  readonly agent: HttpAgent;
  readonly options: SocketExchangeOptions;
  readonly numberOf: (socket: Socket) => number;
}

function roundTrip(trip: RoundTrip): Promise<HttpResponse> {
  const { request, endpoint, options } = trip;
  const progress: Progress = { connected: false, answering: false };
  return new Promise((resolve, reject) => {
    const outgoing = open(trip);
    const giveUp = (reason: WsmanError): void => void outgoing.destroy(reason);
    const late = (): void => giveUp(lateError(progress, request.timeoutMilliseconds));
    const whole = setTimeout(late, request.timeoutMilliseconds);
    const connecting = setTimeout(() => {
      if (!progress.connected) late();
    }, options.connectTimeoutMilliseconds);
    const aborted = (): void => giveUp(new WsmanError('aborted', 'The call was given up.'));
    request.signal?.addEventListener('abort', aborted, { once: true });
    const settle = (): void => {
      clearTimeout(whole);
      clearTimeout(connecting);
      request.signal?.removeEventListener('abort', aborted);
    };
    const fail = (cause: unknown): void => {
      settle();
      const error = socketError(cause, progress, endpoint);
      const ended = error.code === 'closed' || error.code === 'refused';
      const stale = outgoing.reusedSocket && ended && !progress.answering;
      reject(stale ? new StaleConnection(error) : error);
    };
    watchConnection(outgoing, endpoint.tls, progress);
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      progress.answering = true;
      const connection = trip.numberOf(incoming.socket);
      collectBody(incoming, options.maxAnswerBytes).then((body) => {
        settle();
        resolve(toResponse(incoming, body, connection));
      }, fail);
    });
    outgoing.end(request.body);
  });
}

function open({ request, endpoint, place, agent }: RoundTrip): ClientRequest {
  const standardPort = endpoint.tls ? 443 : 80;
  const host = endpoint.port === standardPort ? endpoint.host : `${endpoint.host}:${endpoint.port}`;
  const settings = {
    agent,
    host: place.address,
    port: place.port,
    method: request.method,
    path: request.path,
    headers: { ...request.headers, host, 'content-length': request.body.length },
    ...(endpoint.tls && isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {}),
  };
  return endpoint.tls ? requestHttps(settings) : requestHttp(settings);
}

function watchConnection(outgoing: ClientRequest, tls: boolean, progress: Progress): void {
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket) {
      progress.connected = true;
      return;
    }
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      progress.connected = true;
    });
  });
}

/** What the silence means depends on how far the exchange had come. */
function lateError(progress: Progress, milliseconds: number): WsmanError {
  const seconds = `${Math.round(milliseconds / 100) / 10} s`;
  if (!progress.connected) return new WsmanError('unreachable', 'The host does not answer at all.');
  if (progress.answering)
    return new WsmanError('timeout', `The answer did not end within ${seconds}.`);
  return new WsmanError(
    'silent',
    `The host accepted the connection and said nothing in ${seconds}.`,
  );
}

const toResponse = (
  incoming: IncomingMessage,
  body: Uint8Array,
  connection: number,
): HttpResponse => ({
  status: incoming.statusCode ?? 0,
  headers: Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  ),
  body,
  connection,
});
