import { createServer, type Server, type Socket } from 'node:net';
import type { Conversation, Framing } from '@gatehouse/tpm-simulator';
import { TransportError } from './transport-error.ts';

const host = '127.0.0.1';

export interface FramingServer {
  /** Rejects when the TPM fails, e.g. because its state cannot be written. */
  readonly stopped: Promise<void>;
  stop(): void;
}

function converse(
  socket: Socket,
  { receive }: Conversation,
  stop: (failure?: unknown) => void,
): void {
  socket.setNoDelay(true);
  // A peer that goes away is no event for the TPM.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    // Nothing more is read while the TPM works, so nothing piles up.
    socket.pause();
    receive(new Uint8Array(chunk)).then(({ reply, next }) => {
      socket.resume();
      if (reply.length > 0) socket.write(reply);
      if (next !== 'open') socket.end();
      if (next === 'stop') stop();
    }, stop);
  });
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new TransportError(`port ${port} of ${host}: ${reasonOf(error.code)}`)),
    );
    server.listen(port, host, resolve);
  });

const reasonOf = (code: string | undefined): string =>
  code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${code})`;

/** Opens the framing's two ports; any number of connections may overlap. */
export async function serveFraming(framing: Framing, port: number): Promise<FramingServer> {
  const sockets = new Set<Socket>();
  const { promise: stopped, settle } = ending();
  const accept = (open: () => Conversation) =>
    createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      converse(socket, open(), stop);
    });
  const servers = [accept(framing.command), accept(framing.control)];
  function stop(failure?: unknown): void {
    for (const server of servers) server.close();
    for (const socket of sockets) socket.destroySoon();
    settle(failure);
  }
  try {
    for (const [i, server] of servers.entries()) await listen(server, port + i);
  } catch (error) {
    stop();
    throw error;
  }
  return { stopped, stop };
}

/** A promise that is settled from outside; without a failure it is fulfilled. */
function ending() {
  let settle = (_failure?: unknown): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (failure) => (failure === undefined ? resolve() : reject(failure));
  });
  return { promise, settle };
}
