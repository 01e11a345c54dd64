import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';

/** Field names whose values never reach a log, at the top and one level down. */
const secrets = [
  'password',
  'token',
  'cookie',
  'authorization',
  'secret',
  'csrfToken',
  'set-cookie',
];

/** JSON lines on stdout; secrets are left out by the name of their field. */
export const createLogger = (name: string, level = 'info'): Logger =>
  pino({
    name,
    level,
    base: { name },
    redact: {
      paths: secrets.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.headers["${key}"]`]),
      remove: true,
    },
  });

/** One line a request: method, path without its query, status and time. Reads are of interest to debuggers only. */
export const requestLog = (logger: Logger): RequestHandler =>
  pinoHttp({
    logger,
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return request.method === 'GET' || request.method === 'HEAD' ? 'debug' : 'info';
    },
    serializers: {
      req: (request: { id: unknown; method: unknown; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  });
