import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { identify } from './caller.ts';
import { ProblemError } from './problem-error.ts';
import type { AnswererOptions } from './route-answerer.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly measure: RequestHandler;
}

/** Process and request metrics of one service, for Prometheus. */
export const createMetrics = (domain: string): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service: domain });
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request, by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers: [registry],
  });
  return {
    registry,
    measure: (request, response, next) => {
      const end = duration.startTimer();
      response.once('close', () => {
        // The pattern, not the address: as many series as there are routes.
        const route = typeof request.route?.path === 'string' ? request.route.path : 'other';
        end({ method: request.method, route, status: response.statusCode });
      });
      next();
    },
  };
};

const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** `/healthz` (the process is alive), `/readyz` (it serves), `/metrics` (loopback and readers only). */
export const operationsRouter = (
  registry: Registry,
  ready: () => Promise<void>,
  options: AnswererOptions,
): Router => {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text/plain').send('alive\n');
  });
  router.get('/readyz', async (_request, response) => {
    if (options.stopping.aborted) throw notReady('The service is stopping.');
    await ready().catch((error: unknown) => {
      throw notReady('The service cannot serve yet.', error);
    });
    response.type('text/plain').send('ready\n');
  });
  router.get('/metrics', async (request, response) => {
    const near = loopback.test(request.socket.remoteAddress ?? '');
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
    if (!near || forwarded !== undefined) {
      const { accounts, readers } = options;
      const caller = await identify(request, {
        accounts,
        readers,
        cookieName: options.cookieName,
      });
      if (caller.kind === 'anonymous') {
        throw new ProblemError(
          'not-signed-in',
          'Metrics are for this machine and for readers.',
          'Send the token of a reader as Authorization: Bearer.',
        );
      }
    }
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
};

const notReady = (detail: string, cause?: unknown) =>
  new ProblemError('unavailable', detail, 'Try again in some seconds.', undefined, {
    cause,
    retryAfter: 2,
  });
