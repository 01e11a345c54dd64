import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hgsRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { afterEach, expect, test } from 'vitest';
import { ApiError, createApi } from './api.ts';

let server: Server | null = null;
afterEach(() => server?.close());

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A service that answers each path with a status and a body, and tells what it was asked. */
async function serve(answers: Readonly<Record<string, readonly [number, unknown]>>) {
  const seen: Seen[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body });
    const [status, answer] = answers[`${method} ${url}`] ?? [404, undefined];
    response.writeHead(status).end(answer === undefined ? '' : JSON.stringify(answer));
  };
  server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, seen };
}

const session = { domain: 'hgs', token: 'secret' } as const;

test('signs reads with the cookie of the session, changes with its CSRF token too', async () => {
  const { url, seen } = await serve({
    'GET /Administration/session': [200, { csrfToken: 'token' }],
    'DELETE /Administration/tpm-roots/7': [204, undefined],
    'GET /Administration/tpm-roots': [200, { items: [], total: 0 }],
  });
  const api = createApi({ url, session });
  expect(await api.call(hgsRoutes.listTpmRoots)).toEqual({ items: [], total: 0 });
  await api.call(hgsRoutes.removeTpmRoot, { params: { id: '7' } });
  await api.call(hgsRoutes.removeTpmRoot, { params: { id: '7' } });
  expect(seen.map(({ method }) => method)).toEqual(['GET', 'GET', 'DELETE', 'DELETE']);
  expect(seen[0]?.headers.cookie).toContain('gatehouse-hgs=secret');
  expect(seen[0]?.headers['x-csrf-token']).toBeUndefined();
  expect(seen[3]?.headers['x-csrf-token']).toBe('token');
});

test('fills paths and queries, and escapes what is put into them', async () => {
  const path = '/simulator/hosts/a%2Fb/faults';
  const { url, seen } = await serve({ [`POST ${path}`]: [404, undefined] });
  const api = createApi({ url, session: null });
  await expect(
    api.call(simulatorRoutes.injectFault, { params: { name: 'a/b' }, body: { fault: 'debug-on' } }),
  ).rejects.toThrow(ApiError);
  expect(seen[0]).toMatchObject({ method: 'POST', url: path, body: '{"fault":"debug-on"}' });
});

test('says why a service refuses, and what to do', async () => {
  const refused = {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'It is there already.',
    code: 'conflict',
    remedy: 'Use another name.',
  };
  const { url } = await serve({ 'GET /Administration/tpm-roots': [409, refused] });
  const failure = createApi({ url, session }).call(hgsRoutes.listTpmRoots);
  await expect(failure).rejects.toMatchObject({ status: 409 });
  await expect(failure).rejects.toThrow('It is there already. Use another name.');
});

test.each<[string, unknown]>([
  ['another shape', { items: 'none' }],
  ['nothing', undefined],
])('takes no answer of %s for one of the contract', async (_what, answer) => {
  const { url } = await serve({ 'GET /Administration/tpm-roots': [200, answer] });
  await expect(createApi({ url, session }).call(hgsRoutes.listTpmRoots)).rejects.toThrow(
    'not that of the contract',
  );
});

test('says which service does not answer', async () => {
  const api = createApi({ url: 'http://127.0.0.1:9', session: null });
  await expect(api.call(simulatorRoutes.listSimulatedHosts)).rejects.toMatchObject({
    status: null,
    message: 'http://127.0.0.1:9 does not answer GET /simulator/hosts',
  });
});
