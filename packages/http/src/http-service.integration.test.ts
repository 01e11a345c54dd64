import {
  hgsPermissions,
  hgsRoles,
  hgsRoutes,
  problem,
  type Route,
  route,
  serverPermissions,
  serverRoutes,
  session,
  sessionRoutes,
} from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Accounts } from './accounts/accounts.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import type { Handlers, RouteTable } from './handler.ts';
import { createHttpService, type HttpService } from './http-service.ts';
import { ProblemError } from './problem-error.ts';

const routes = {
  ...sessionRoutes('/api'),
  listThings: route({
    method: 'GET',
    path: '/api/things',
    summary: 'Things',
    permission: 'hgs.read',
    query: z.object({ limit: z.coerce.number().int().max(10).default(5) }),
    response: z.object({ items: z.array(z.object({ name: z.string() })) }),
  }),
  addThing: route({
    method: 'POST',
    path: '/api/things',
    summary: 'Adds a thing',
    permission: 'hgs.write',
    body: z.object({ name: z.string().max(20), nested: z.object({ a: z.number() }).optional() }),
    response: z.object({ name: z.string() }),
    status: 201,
  }),
  waitForever: route({
    method: 'GET',
    path: '/api/wait',
    summary: 'Waits',
    permission: 'hgs.feed',
    response: z.object({}),
  }),
  breakDown: route({
    method: 'GET',
    path: '/api/broken',
    summary: 'Fails',
    permission: 'hgs.read',
    response: z.object({}),
  }),
};

const password = 'correct horse battery staple';
const setupToken = 'set-up-token';
const readerToken = 'reader-token-of-the-test';

const serviceOver = <R extends RouteTable>(table: R, handlers: Handlers<R>, accounts: Accounts) =>
  createHttpService({
    domain: 'hgs',
    name: 'Test service',
    logger: pino({ level: 'silent' }),
    routes: table,
    permissions: hgsPermissions,
    handlers,
    accounts,
    readers: [{ token: readerToken, username: 'reader', role: 'hgs-reviewer' }],
    openApi: { path: '/api/openapi.json', title: 'Test' },
  });

const handlers: Handlers<typeof routes> = {
  // A handler that answers more than the contract says: the rest stays inside.
  listThings: async ({ query }) => ({
    items: Array.from({ length: query.limit }, (_, n) => ({ name: `thing ${n}`, secret: 'x' })),
  }),
  addThing: async ({ body, subject }) => {
    subject(`the ${body.name}`);
    if (body.name === 'taken') throw new ProblemError('conflict', 'Taken.', 'Choose another.');
    return { name: body.name };
  },
  waitForever: ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
  breakDown: async () => {
    throw new Error('the connection string is postgresql://secret');
  },
};

describe('an HTTP service over a contract', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let service: HttpService;
  let url: string;
  let now = Date.parse('2026-11-23T10:00:00Z');

  beforeAll(async () => {
    database = await createTestDatabase('hgs');
    accounts = createAccounts({ db: database.db, roles: hgsRoles, clock: () => new Date(now) });
    await accounts.prepare({ setupToken, seedSession: 'seed-session-token' });
    service = serviceOver(routes, handlers, accounts);
    ({ url } = await service.listen({ host: '127.0.0.1', port: 0 }));
  });
  afterAll(async () => {
    await service?.close();
    await database?.close();
  });

  const call = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const problemFrom = async (response: Response) => {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const value = problem.parse(await response.json());
    expect(value.status).toBe(response.status);
    expect(value.remedy).not.toBe('');
    return value;
  };
  const signIn = async (username = 'chief', secret = password) => {
    const response = await call('POST', '/api/session', { username, password: secret });
    expect(response.status).toBe(201);
    const cookie = response.headers.getSetCookie()[0] ?? '';
    const { csrfToken } = session.parse(await response.json());
    return { cookie: cookie.split(';')[0] ?? '', setCookie: cookie, 'x-csrf-token': csrfToken };
  };

  test('the set-up link makes the first administrator once', async () => {
    expect(await (await call('GET', '/api/setup')).json()).toEqual({
      required: true,
      name: 'Test service',
    });
    const wrong = await call('POST', '/api/setup', { token: 'no', username: 'chief', password });
    expect((await problemFrom(wrong)).code).toBe('setup-link-invalid');
    const made = await Promise.all(
      ['chief', 'other'].map((username) =>
        call('POST', '/api/setup', { token: setupToken, username, password }),
      ),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([201, 401]);
    const [user] = await accounts.listUsers();
    expect(user?.role).toBe('hgs-administrator');
    if (user?.username === 'other') {
      await accounts.addUser({ username: 'chief', password, role: 'hgs-administrator' });
    }
    expect(await (await call('GET', '/api/setup')).json()).toMatchObject({ required: false });
  });

  test('signing in sets a cookie that scripts and other sites do not get', async () => {
    const { setCookie, cookie } = await signIn();
    expect(setCookie).toMatch(/^gatehouse-hgs=[\w-]{43};/);
    expect(setCookie).toMatch(/HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Strict/);
    const token = cookie.split('=')[1] ?? '';
    const { rows } = await database.pool.query('select token_hash from sessions');
    expect(JSON.stringify(rows)).not.toContain(token);
    const { rows: users } = await database.pool.query<{ password_hash: string }>(
      `select password_hash from users where username = 'chief'`,
    );
    expect(users[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('a wrong password and an unknown user get the same answer', async () => {
    const wrong = await call('POST', '/api/session', { username: 'chief', password: 'no' });
    const unknown = await call('POST', '/api/session', { username: 'nobody', password: 'no' });
    expect(await problemFrom(wrong)).toEqual(await problemFrom(unknown));
  });

  test('answers are stripped to the contract', async () => {
    const response = await call('GET', '/api/things?limit=1', undefined, await signIn());
    expect(await response.json()).toEqual({ items: [{ name: 'thing 0' }] });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a mutation needs the CSRF token of its session', async () => {
    const { cookie } = await signIn();
    const without = await call('POST', '/api/things', { name: 'a' }, { cookie });
    expect((await problemFrom(without)).code).toBe('csrf-token-invalid');
    const other = await signIn();
    const foreign = await call(
      'POST',
      '/api/things',
      { name: 'a' },
      { cookie, 'x-csrf-token': other['x-csrf-token'] },
    );
    expect((await problemFrom(foreign)).code).toBe('csrf-token-invalid');
  });

  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('a page elsewhere can neither change nor sign in: %o', async (headers) => {
    const own = await signIn();
    const changed = await call('POST', '/api/things', { name: 'a' }, { ...own, ...headers });
    expect((await problemFrom(changed)).code).toBe('csrf-token-invalid');
    const signedIn = await call('POST', '/api/session', { username: 'chief', password }, headers);
    expect((await problemFrom(signedIn)).code).toBe('csrf-token-invalid');
  });

  test.each([
    ['an unknown field', { name: 'a', role: 'x' }, 'body.role'],
    ['an unknown nested field', { name: 'a', nested: { a: 1, b: 2 } }, 'body.nested.b'],
    ['a wrong type', { name: 7 }, 'body.name'],
    ['a missing field', {}, 'body.name'],
    ['a list', [], 'body'],
  ])('names %s', async (_what, body, path) => {
    const refused = await problemFrom(await call('POST', '/api/things', body, await signIn()));
    expect(refused.code).toBe('invalid-request');
    expect(refused.fields?.map((field) => field.path)).toContain(path);
  });

  test('refuses what is not JSON, not declared as such, empty or huge', async () => {
    const own = await signIn();
    const code = async (body: unknown, headers = {}) =>
      (await problemFrom(await call('POST', '/api/things', body, { ...own, ...headers }))).code;
    expect(await code('{"name":')).toBe('invalid-request');
    expect(await code('name=a', { 'content-type': 'text/plain' })).toBe('invalid-request');
    expect(await code(undefined)).toBe('invalid-request');
    expect(await code({ name: 'a'.repeat(2 * 1024 * 1024) })).toBe('payload-too-large');
    const stranger = await call('POST', '/api/session', { username: 'a'.repeat(100_000) });
    expect((await problemFrom(stranger)).code).toBe('payload-too-large');
  });

  test('an unknown query parameter and a bad one are named', async () => {
    const own = await signIn();
    for (const query of ['limit=11', 'limit=x', 'limit=1&limit=2', 'lmit=1']) {
      const refused = await problemFrom(await call('GET', `/api/things?${query}`, undefined, own));
      expect(refused.code).toBe('invalid-request');
    }
  });

  test('an unexpected error shows nothing of its cause', async () => {
    const response = await call('GET', '/api/broken', undefined, await signIn());
    expect((await problemFrom(response)).code).toBe('internal-error');
    expect(
      await (await call('GET', '/api/broken', undefined, await signIn())).text(),
    ).not.toContain('postgresql');
  });

  test('unknown addresses below the contract are problems, in every method', async () => {
    expect((await problemFrom(await call('GET', '/api/none'))).code).toBe('not-found');
    expect((await problemFrom(await call('PUT', '/api/things', {}))).code).toBe('not-found');
    expect((await problemFrom(await call('GET', '/api/%zz'))).code).toBe('not-found');
  });

  test('every mutation is in the audit log with its outcome, and the log only grows', async () => {
    const own = await signIn();
    await call('POST', '/api/things', { name: 'lamp' }, own);
    await call('POST', '/api/things', { name: 'taken' }, own);
    await accounts.addUser({ username: 'viewer', password, role: 'hgs-reviewer' });
    const viewer = await signIn('viewer');
    const denied = await call('POST', '/api/things', { name: 'lamp' }, viewer);
    expect((await problemFrom(denied)).code).toBe('permission-denied');
    const { items } = await accounts.listAudit({ limit: 3, offset: 0, filter: 'action:things' });
    expect(
      items.map(({ actor, action, object, outcome }) => [actor, action, object, outcome]),
    ).toEqual([
      ['viewer', 'things.add', '', 'refused'],
      ['chief', 'things.add', 'the taken', 'failed'],
      ['chief', 'things.add', 'the lamp', 'done'],
    ]);
    for (const change of [
      'update audit_entries set actor = $$x$$',
      'delete from audit_entries',
      'truncate audit_entries',
    ]) {
      await expect(database.pool.query(change)).rejects.toThrow(/permission denied|append-only/);
    }
  });

  test('signing in is recorded with the user name that was tried', async () => {
    await signIn();
    await call('POST', '/api/session', { username: 'stranger', password: 'no' });
    const { items } = await accounts.listAudit({ limit: 2, offset: 0, filter: 'action:sign-in' });
    expect(items.map(({ actor, action, outcome }) => [actor, action, outcome])).toEqual([
      ['stranger', 'session.sign-in', 'refused'],
      ['chief', 'session.sign-in', 'done'],
    ]);
  });

  test("a reader has a reader's rights and needs no cookie", async () => {
    const bearer = { authorization: `Bearer ${readerToken}` };
    expect((await call('GET', '/api/things', undefined, bearer)).status).toBe(200);
    const denied = await call('POST', '/api/things', { name: 'a' }, bearer);
    expect((await problemFrom(denied)).code).toBe('permission-denied');
    const wrong = await call('GET', '/api/things', undefined, { authorization: 'Bearer no' });
    expect((await problemFrom(wrong)).code).toBe('not-signed-in');
  });

  test('the automation session works for a quarter of an hour and shows no user', async () => {
    const cookie = { cookie: 'gatehouse-hgs=seed-session-token' };
    expect((await call('GET', '/api/session', undefined, cookie)).status).toBe(200);
    expect((await accounts.listUsers()).map(({ username }) => username)).not.toContain('seed');
    now += 15 * 60_000;
    expect((await call('GET', '/api/session', undefined, cookie)).status).toBe(401);
  });

  test('a session ends by signing out, by idleness and by age', async () => {
    const own = await signIn();
    expect((await call('DELETE', '/api/session', undefined, own)).status).toBe(204);
    expect((await call('GET', '/api/session', undefined, own)).status).toBe(401);
    const idle = await signIn();
    now += 61 * 60_000;
    expect((await call('GET', '/api/session', undefined, idle)).status).toBe(401);
    const busy = await signIn();
    for (let n = 0; n < 23; n += 1) {
      now += 31 * 60_000;
      expect((await call('GET', '/api/session', undefined, busy)).status).toBe(200);
    }
    now += 31 * 60_000;
    expect((await call('GET', '/api/session', undefined, busy)).status).toBe(401);
  });

  test('guessing is slowed down per user, also after a restart, and parallel guesses count', async () => {
    await accounts.addUser({ username: 'target', password, role: 'hgs-reviewer' });
    now += 3_600_000;
    const guess = (secret: string) =>
      call('POST', '/api/session', { username: 'target', password: secret });
    const statuses = await Promise.all(Array.from({ length: 8 }, () => guess('no')));
    expect(statuses.some(({ status }) => status === 401)).toBe(true);
    const blocked = await guess(password);
    expect((await problemFrom(blocked)).code).toBe('too-many-requests');
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    const restarted = createAccounts({
      db: database.db,
      roles: hgsRoles,
      clock: () => new Date(now),
    });
    await expect(
      restarted.signIn({ username: 'target', password, address: '192.0.2.1' }),
    ).rejects.toMatchObject({ code: 'too-many-requests' });
    now += 61_000;
    expect((await guess(password)).status).toBe(201);
  });

  test('the last administrator stays', async () => {
    const users = await accounts.listUsers();
    const administrators = users.filter(({ role }) => role === 'hgs-administrator');
    const results = await Promise.allSettled(
      administrators.map(({ id }) => accounts.removeUser(id)),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await accounts.setupRequired()).toBe(false);
  });

  test('operations: alive, ready, metrics by route, OpenAPI 3.1 with its page', async () => {
    expect((await call('GET', '/healthz')).status).toBe(200);
    expect((await call('GET', '/readyz')).status).toBe(200);
    expect(await (await call('GET', '/metrics')).text()).toContain('route="/api/things"');
    const far = await call('GET', '/metrics', undefined, { 'x-forwarded-for': '192.0.2.1' });
    expect(far.status).toBe(401);
    const document = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
      .parse(await (await call('GET', '/api/openapi.json')).json());
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/things');
    const page = await call('GET', '/api/docs');
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)/);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await call('GET', `/api/${file}`)).status).toBe(200);
    }
  });

  test('closing ends a waiting answer and refuses new ones', async () => {
    const other = serviceOver(routes, handlers, accounts);
    const { url: address } = await other.listen({ host: '127.0.0.1', port: 0 });
    const headers = { authorization: `Bearer ${readerToken}` };
    const waiting = fetch(`${address}/api/wait`, { headers });
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status).toBe(200);
    const started = performance.now();
    await other.close();
    expect((await waiting).status).toBe(503);
    expect(performance.now() - started).toBeLessThan(2_000);
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });

  test('plaintext beyond loopback, a busy port: one sentence with its remedy', async () => {
    const other = serviceOver(routes, handlers, accounts);
    await expect(other.listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow(/UNSAFE_PLAINTEXT/);
    const port = Number(new URL(url).port);
    await expect(other.listen({ host: '127.0.0.1', port })).rejects.toThrow(/in use: end what/);
  });
});

describe('the contracts of server and hgs', () => {
  const tables: readonly [string, RouteTable, Readonly<Record<string, readonly string[]>>][] = [
    ['server', serverRoutes, serverPermissions],
    ['hgs', hgsRoutes, hgsPermissions],
  ];
  const anyone = new Set(['setupState', 'setup', 'signIn']);

  test.each(tables)(
    'every route of %s has a permission and refuses who lacks it',
    async (domain, table, permissions) => {
      const database = await createTestDatabase('hgs');
      const roles = ['administrator', 'stranger'] as const;
      const accounts = createAccounts({ db: database.db, roles, clock: () => new Date() });
      await accounts.addUser({ username: 'stranger', password, role: 'stranger' });
      const started = await accounts.signIn({
        username: 'stranger',
        password,
        address: '127.0.0.1',
      });
      const reached: string[] = [];
      const service = createHttpService({
        domain: 'server',
        name: domain,
        logger: pino({ level: 'silent' }),
        routes: table,
        permissions,
        handlers: Object.fromEntries(
          Object.keys(table).map((key) => [key, async () => reached.push(key)]),
        ),
        accounts,
        openApi: { path: '/openapi.json', title: domain },
      });
      const { url } = await service.listen({ host: '127.0.0.1', port: 0 });
      const statusOf = async ({ method, path }: Route, headers: Record<string, string>) => {
        const address = path.replaceAll(/:\w+/g, 'a');
        return (await fetch(`${url}${address}`, { method, headers })).status;
      };
      const stranger = {
        cookie: `${service.cookieName}=${started.token}`,
        'x-csrf-token': started.csrfToken,
      };
      for (const [key, definition] of Object.entries(table)) {
        if (anyone.has(key)) continue;
        expect([key, await statusOf(definition, {})]).toEqual([key, 401]);
        if (definition.permission === 'signed-in') continue;
        expect([key, await statusOf(definition, stranger)]).toEqual([key, 403]);
      }
      expect(reached).toEqual([]);
      const described = await (await fetch(`${url}/openapi.json`)).json();
      expect(JSON.stringify(described)).toContain('operationId');
      await service.close();
      await database.close();
    },
  );

  test('a route without a handler or with an unknown permission is refused at start', () => {
    const accounts = createAccounts({
      db: {} as TestDatabase['db'],
      roles: ['administrator'],
      clock: () => new Date(),
    });
    const { waitForever: _, ...fewer } = handlers;
    expect(() => serviceOver<RouteTable>(routes, fewer as Handlers<RouteTable>, accounts)).toThrow(
      /no handler/,
    );
    const odd = { odd: { ...routes.listThings, permission: 'odd.read' } };
    expect(() => serviceOver<RouteTable>(odd, {}, accounts)).toThrow(/unknown permission/);
  });
});
