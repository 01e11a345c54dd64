import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { problem, type Route } from '@gatehouse/contracts';
import { z } from 'zod';
import type { RouteTable } from './handler.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

const fields = (schema: z.ZodType | undefined) =>
  schema instanceof z.ZodObject ? schema : undefined;

const csrfHeader = z.object({ 'X-CSRF-Token': z.string() });

const requestOf = (route: Route): NonNullable<RouteConfig['request']> => {
  const params = fields(route.params);
  const query = fields(route.query);
  return {
    ...(params && { params }),
    ...(query && { query }),
    ...(route.body && { body: { required: true, content: json(route.body) } }),
    ...(route.method !== 'GET' && route.permission !== 'public' && { headers: csrfHeader }),
  };
};

const answers = (route: Route): RouteConfig['responses'] => ({
  [route.status ?? 200]:
    route.status === 204
      ? { description: 'Done' }
      : { description: 'Success', content: json(route.response) },
  default: {
    description: 'RFC 9457 problem details',
    content: { 'application/problem+json': { schema: problem } },
  },
});

const methods = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const;

/** OpenAPI 3.1 of a route table: `operationId` is the key of the route. */
export const openApiOf = (
  routes: RouteTable,
  info: { readonly title: string; readonly cookieName: string },
): unknown => {
  const registry = new OpenAPIRegistry();
  const cookie = registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: info.cookieName,
  });
  const bearer = registry.registerComponent('securitySchemes', 'reader', {
    type: 'http',
    scheme: 'bearer',
  });
  for (const [operationId, route] of Object.entries(routes)) {
    registry.registerPath({
      operationId,
      method: methods[route.method],
      path: route.path.replaceAll(/:(\w+)/g, '{$1}'),
      summary: route.summary,
      description: `Permission: \`${route.permission}\``,
      tags: [route.path.split('/')[2] ?? ''],
      security: route.permission === 'public' ? [] : [{ [cookie.name]: [] }, { [bearer.name]: [] }],
      request: requestOf(route),
      responses: answers(route),
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: info.title, version: '1' },
  });
};
