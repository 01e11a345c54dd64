import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { Router } from 'express';
import { ProblemError } from './problem-error.ts';

/**
 * The built console: hashed files under `/assets` for ever, other files for an hour, and the page for
 * every other address that a browser opens (the console has the routes). Each `__CSP_NONCE__` of the
 * page becomes the nonce of its response.
 */
export const consoleRouter = (options: {
  readonly dist: string;
  readonly html: string;
}): Router => {
  const router = Router();
  router.use(
    '/assets',
    express.static(join(options.dist, 'assets'), {
      index: false,
      immutable: true,
      maxAge: '365d',
      fallthrough: false,
    }),
  );
  const files = express.static(options.dist, { index: false, maxAge: '1h' });
  router.use((request, response, next) =>
    // Pages go through the nonce below, never out as files.
    request.path.endsWith('.html') ? next() : files(request, response, next),
  );
  router.get('/{*path}', async (request, response, next) => {
    if (!request.accepts('html')) {
      next();
      return;
    }
    const page = await readFile(join(options.dist, options.html), 'utf8').catch(
      (error: unknown) => {
        throw new ProblemError(
          'unavailable',
          'The console is not built.',
          'Start with "npm start", which builds it.',
          undefined,
          { cause: error },
        );
      },
    );
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page.replaceAll('__CSP_NONCE__', String(response.locals.nonce)));
  });
  return router;
};
