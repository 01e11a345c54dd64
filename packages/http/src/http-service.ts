import type { IncomingMessage, Server } from 'node:http';
import type { Route } from '@gatehouse/contracts';
import express, { type Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Accounts, CurrentSession } from './accounts/accounts.ts';
import { type BearerReader, cookieNameOf, identify, isSameOrigin } from './caller.ts';
import { consoleRouter } from './console-router.ts';
import type { Handlers, RouteTable } from './handler.ts';
import { closeServer, type ListenOptions, listenOn, serverFor, type TlsFiles } from './listen.ts';
import { requestLog } from './logger.ts';
import { openApiOf } from './open-api.ts';
import { openApiRouter } from './open-api-router.ts';
import { createMetrics, operationsRouter } from './operations.ts';
import { ProblemError } from './problem-error.ts';
import { type AnswererOptions, type AnyHandler, answererOf } from './route-answerer.ts';
import { securityHeaders } from './security-headers.ts';
import { problemHandler } from './send-problem.ts';
import { sessionHandlers } from './session-handlers.ts';

export interface HttpServiceOptions<R extends RouteTable> {
  /** Trust domain: names the cookie and the metrics. */
  readonly domain: 'server' | 'hgs';
  /** Shown by `GET …/setup`, e.g. `Gatehouse` or `Host Guardian Service`. */
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
  /** With it everything is HTTPS. */
  readonly tls?: TlsFiles | undefined;
}

export interface HttpService {
  /** For Socket.IO; bound by {@link HttpService.listen}. */
  readonly server: Server;
  readonly metrics: Registry;
  /** Name of the session cookie. */
  readonly cookieName: string;
  /** The signed-in session of a request that is not a route (a socket's handshake). */
  sessionOfRequest(request: IncomingMessage): Promise<CurrentSession | null>;
  /** Whether the browser that sent the request is on our own page (Origin, Sec-Fetch-Site). */
  isSameOrigin(request: IncomingMessage): boolean;
  /** Throws one sentence with its remedy when the port cannot be had. */
  listen(options: ListenOptions): Promise<{ readonly url: string; readonly port: number }>;
  /** Answers what is under way (up to 3 s), then closes. */
  close(): Promise<void>;
}

const requirePermissionsKnown = (
  routes: RouteTable,
  permissions: Readonly<Record<string, readonly string[]>>,
) => {
  for (const [name, { permission }] of Object.entries(routes)) {
    const known =
      permission === 'public' ||
      permission === 'signed-in' ||
      Object.hasOwn(permissions, permission);
    if (!known) throw new Error(`route ${name} asks for the unknown permission ${permission}`);
  }
};

const methods = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const satisfies Record<Route['method'], string>;

/** First segments of the contract: below them an unknown address is an error, not the console. */
const prefixesOf = (routes: RouteTable) =>
  new Set(Object.values(routes).map(({ path }) => `/${path.split('/')[1]}`));

/**
 * One HTTP service over a contract: sessions, permissions, validation, problems, audit, OpenAPI,
 * metrics and the console. Throws at once if a route has no handler or no known permission.
 */
export const createHttpService = <R extends RouteTable>(
  options: HttpServiceOptions<R>,
): HttpService => {
  const { domain, name, logger, routes, permissions, accounts } = options;
  requirePermissionsKnown(routes, permissions);
  const secure = options.tls !== undefined;
  const cookieName = cookieNameOf(domain, secure);
  const stopping = new AbortController();
  const metrics = createMetrics(domain);
  const answering: AnswererOptions = {
    accounts,
    permissions,
    readers: options.readers ?? [],
    cookieName,
    logger,
    stopping: stopping.signal,
  };
  const handlers: Readonly<Record<string, unknown>> = {
    ...options.handlers,
    ...sessionHandlers({ name, accounts, permissions, cookieName, secure }),
  };

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestLog(logger), metrics.measure, securityHeaders(secure));
  app.use(operationsRouter(metrics.registry, options.ready ?? (async () => {}), answering));
  for (const [key, route] of Object.entries<Route>(routes)) {
    const handler = handlers[key];
    if (!isHandler(handler)) throw new Error(`route ${key} has no handler`);
    app[methods[route.method]](route.path, answererOf(key, route, handler, answering));
  }
  const { path, title } = options.openApi;
  app.use(openApiRouter(path, title, openApiOf(routes, { title, cookieName })));
  for (const extra of options.extraRouters ?? []) app.use(extra.path, extra.router);
  for (const prefix of prefixesOf(routes)) app.use(prefix, unknownAddress);
  if (options.console) app.use(consoleRouter(options.console));
  app.use(unknownAddress);
  app.use(problemHandler(logger));

  const server = serverFor(app, options.tls);
  return {
    server,
    metrics: metrics.registry,
    cookieName,
    sessionOfRequest: async (request) => {
      const caller = await identify(request, { accounts, readers: [], cookieName });
      return caller.kind === 'session' ? caller.session : null;
    },
    isSameOrigin,
    listen: (where) => listenOn(server, where, secure),
    close: () => {
      stopping.abort();
      return closeServer(server);
    },
  };
};

const isHandler = (value: unknown): value is AnyHandler => typeof value === 'function';

const unknownAddress = () => {
  throw new ProblemError(
    'not-found',
    'There is nothing at this address.',
    'Check the address and the method; the OpenAPI description lists what there is.',
  );
};
