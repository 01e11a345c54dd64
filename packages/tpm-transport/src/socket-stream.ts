import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { ByteStream } from './byte-stream.ts';
import { TransportError } from './transport-error.ts';

/** A TCP port, or the path of a Unix socket. */
export type SocketAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

export const nameOf = (address: SocketAddress): string =>
  'path' in address ? address.path : `${address.host}:${address.port}`;

const connectTimeout = 5_000;

/** Connects. Rejects with `TransportError` when nobody answers there within five seconds. */
export function connectStream(address: SocketAddress): Promise<ByteStream> {
  const peer = nameOf(address);
  const options: NetConnectOpts = { ...address };
  return new Promise((resolve, reject) => {
    const socket = connect(options);
    const fail = (reason: string) => {
      socket.destroy();
      reject(new TransportError(`${peer}: ${reason}; is the TPM running there?`));
    };
    const timer = setTimeout(
      fail,
      connectTimeout,
      `no connection within ${connectTimeout / 1000} s`,
    );
    const onError = ({ message }: Error) => fail(message);
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(streamOver(socket, peer));
    });
    socket.once('close', () => clearTimeout(timer));
  });
}

/** The stream's own buffer keeps what comes unasked below its high-water mark. */
function streamOver(socket: Socket, peer: string): ByteStream {
  let failure: Error | null = null;
  let wake = (): void => undefined;
  const onReason = (reason: Error) => {
    failure ??= reason;
    wake();
  };
  socket.setNoDelay(true);
  socket.on('readable', () => wake());
  socket.on('end', () => onReason(new TransportError(`${peer}: the TPM closed the connection`)));
  socket.on('error', ({ message }) => onReason(new TransportError(`${peer}: ${message}`)));
  socket.on('close', () => onReason(new TransportError(`${peer}: the connection was lost`)));
  return {
    peer,
    get unread() {
      return socket.readableLength;
    },
    write: (bytes) => void socket.write(bytes),
    async read(length) {
      for (;;) {
        const chunk: Uint8Array | null = socket.read(length);
        if (chunk?.length === length) return new Uint8Array(chunk);
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close(reason) {
      if (reason !== undefined) onReason(reason);
      socket.destroySoon();
    },
  };
}
