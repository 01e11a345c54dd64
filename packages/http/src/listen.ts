import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP } from 'node:net';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Listen without TLS beyond loopback: passwords and cookies travel in the clear. */
  readonly unsafePlaintext?: boolean;
}

/** PEM texts. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** Longer than clients and proxies keep a connection (60 s), so that none is closed as it is used again. */
const keepAliveTimeout = 65_000;

export const serverFor = (listener: RequestListener, tls: TlsFiles | undefined): Server =>
  tls
    ? createTlsServer({ ...tls, minVersion: 'TLSv1.2', keepAliveTimeout }, listener)
    : createServer({ keepAliveTimeout }, listener);

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const explain = (error: unknown, { host, port }: ListenOptions): Error => {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use: end what uses it, or choose another port.`,
    EACCES: `Port ${port} on ${host} needs rights that this user lacks: choose one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}: set HOST to one of its own.`,
  };
  return new Error(sentences[String(code)] ?? `Listening on ${host}:${port} failed: ${error}`, {
    cause: error,
  });
};

/** Binds a server. Throws one sentence with its remedy; refuses plaintext beyond loopback. */
export const listenOn = async (
  server: Server,
  options: ListenOptions,
  tls: boolean,
): Promise<{ readonly url: string; readonly port: number }> => {
  if (!tls && !isLoopback(options.host) && !options.unsafePlaintext) {
    throw new Error(
      `Listening on ${options.host} without TLS would send passwords in the clear: give a certificate ` +
        '(TLS_CERT, TLS_KEY), listen on 127.0.0.1, or set GATEHOUSE_UNSAFE_PLAINTEXT=1.',
    );
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const host = isIP(options.host) === 6 ? `[${options.host}]` : options.host;
  return { url: `${tls ? 'https' : 'http'}://${host}:${port}`, port };
};

/** Lets answers under way end for `patience` ms; upgraded sockets are their owner's to close. */
export const closeServer = async (server: Server, patience = 3_000): Promise<void> => {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Kept-alive connections fall idle one by one as their answers end.
  const idle = setInterval(() => server.closeIdleConnections(), 25);
  const limit = setTimeout(() => server.closeAllConnections(), patience);
  const upgraded = new Promise<void>((resolve) => setTimeout(resolve, patience + 500).unref());
  await Promise.race([closed, upgraded]);
  clearTimeout(limit);
  clearInterval(idle);
};
