import { createRequire } from 'node:module';
import { dirname, posix } from 'node:path';
import express, { Router } from 'express';

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const page = (title: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/open.js"></script>
</body>
</html>
`;

const opener = (document: string) =>
  `SwaggerUIBundle({ url: ${JSON.stringify(document)}, dom_id: '#swagger-ui', deepLinking: true });\n`;

/** Serves an OpenAPI document at `path`, and beside it `docs`, a page to browse it. */
export const openApiRouter = (path: string, title: string, document: unknown): Router => {
  const router = Router();
  const docs = posix.join(posix.dirname(path), 'docs');
  const text = JSON.stringify(document);
  router.get(path, (_request, response) => {
    response.type('application/json').send(text);
  });
  router.get(docs, (_request, response) => {
    response.type('html').send(page(title));
  });
  router.get(`${docs}/open.js`, (_request, response) => {
    response.type('text/javascript').send(opener(path));
  });
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const files = express.static(root, { index: false, maxAge: '1h' });
  router.use(docs, (request, response, next) =>
    assets.includes(request.path.slice(1)) ? files(request, response, next) : next(),
  );
  return router;
};
