import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { SimulatedHost } from '../host/simulated-host.ts';
import type { SimulatedFabric } from './simulated-fabric.ts';

/** A message of WS-Man is half a megabyte at most; sealed and in base64 it is a little more. */
const maxBodyBytes = 2 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

interface SignIn {
  readonly connection: object;
  readonly acceptsPassword: boolean;
}

type Absence = (socket: Socket) => void;

/** What one port can show of a host that does not answer. */
const absences: Readonly<Record<'stopped' | 'silent' | 'off', Absence>> = {
  stopped: (socket) => socket.resetAndDestroy(),
  off: (socket) => socket.destroy(),
  silent: () => undefined,
};

/** Name in a Host header, without its port. */
export const hostHeaderName = (header: string | undefined): string =>
  (header ?? '').replace(/:\d+$/, '').toLowerCase();

/**
 * Answers HTTP requests as the hosts of a fabric do, told apart by their Host header. Returns false
 * for a name that is no host's.
 */
export function createHostListener(
  fabric: SimulatedFabric,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  /** A sign-in holds on one connection, to one host, for as long as the host takes the password. */
  const signIns = new WeakMap<Socket, Map<SimulatedHost, SignIn>>();
  const connectionOf = (socket: Socket, host: SimulatedHost): object => {
    const { acceptsPassword } = host.state;
    const ofSocket = signIns.get(socket) ?? new Map<SimulatedHost, SignIn>();
    signIns.set(socket, ofSocket);
    const known = ofSocket.get(host);
    if (known?.acceptsPassword === acceptsPassword) return known.connection;
    const connection = {};
    ofSocket.set(host, { connection, acceptsPassword });
    return connection;
  };

  const answer = async (
    host: SimulatedHost,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = await bodyOf(request);
    if (body === null) {
      response.writeHead(413, { connection: 'close' }).end();
      return;
    }
    const result = await fabric.endpoint(host)(
      {
        method: request.method ?? '',
        url: request.url ?? '/',
        headers: request.headers,
        body,
      },
      connectionOf(request.socket, host),
    );
    const { presence } = host;
    if (presence !== 'answers') absences[presence](request.socket);
    else response.writeHead(result.status, result.headers).end(result.body);
  };

  return (request, response) => {
    const host = fabric.host(hostHeaderName(request.headers.host));
    if (host === undefined) return false;
    const { presence } = host;
    if (presence === 'answers')
      answer(host, request, response).catch(() => request.socket.destroy());
    else absences[presence](request.socket);
    return true;
  };
}
