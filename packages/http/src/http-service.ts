import type { IncomingMessage, Server } from 'node:http';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Accounts, CurrentSession } from './accounts.ts';
import type { Handlers, RouteTable } from './handler.ts';

/** A caller that signs itself with `Authorization: Bearer`; needs no CSRF token. */
export interface BearerReader {
  readonly token: string;
  readonly username: string;
  readonly role: string;
}

export interface HttpServiceOptions<R extends RouteTable> {
  /** Shown by `GET …/setup`, in logs and metrics, e.g. `Gatehouse` or `Host Guardian Service`. */
  readonly name: string;
  readonly logger: Logger;
  readonly routes: R;
  /** permission → roles that have it. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly handlers: Handlers<R>;
  readonly accounts: Accounts;
  readonly readers?: readonly BearerReader[];
  readonly openApi: { readonly path: string; readonly title: string };
  /** Built console: folder and the page that unknown paths get (`index.html`, `guardian.html`). */
  readonly console?: { readonly dist: string; readonly html: string };
  /** Mounted as they are, before the console: protocol endpoints with their own authentication. */
  readonly extraRouters?: readonly { readonly path: string; readonly router: Router }[];
  /** Throws while the service cannot serve; asked by `/readyz`. */
  readonly ready?: () => Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Listen without TLS beyond loopback: passwords and cookies travel in the clear. */
  readonly unsafePlaintext?: boolean;
}

export interface HttpService {
  /** For Socket.IO; bound by {@link HttpService.listen}. */
  readonly server: Server;
  readonly metrics: Registry;
  /** The signed-in session of a request that is not a route (a socket's handshake). */
  sessionOfRequest(request: IncomingMessage): Promise<CurrentSession | null>;
  /** Whether the browser that sent the request is on our own page (Origin, Sec-Fetch-Site). */
  isSameOrigin(request: IncomingMessage): boolean;
  listen(options: ListenOptions): Promise<{ readonly url: string; readonly port: number }>;
  /** Answers what is under way (up to 3 s), then closes. */
  close(): Promise<void>;
}

/**
 * One HTTP service over a contract. Throws at once if a route has no handler or no known permission.
 */
export const createHttpService = <R extends RouteTable>(
  _options: HttpServiceOptions<R>,
): HttpService => {
  throw new Error('not built yet');
};
