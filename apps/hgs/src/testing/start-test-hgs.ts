import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@gatehouse/bytes/crypto';
import { createTestDatabase, openDatabase, type TestDatabase } from '@gatehouse/database';
import { type HgsReply, readReply } from '@gatehouse/hgs-protocol';
import { pino } from 'pino';
import { createHgs, type Hgs } from '../create-hgs.ts';

const password = 'correct horse battery staple';
export const readerToken = 'reader-token-of-the-test';

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

/** An hgs on a fresh database, a real socket and a clock that can be moved. */
export interface TestHgs extends AsyncDisposable {
  readonly url: string;
  readonly database: TestDatabase;
  readonly dataDir: string;
  advance(milliseconds: number): void;
  now(): Date;
  /** As the administrator `admin`. */
  admin(method: string, path: string, body?: unknown): Promise<Answered>;
  /** As the feed's reader. */
  reader(path: string, method?: string): Promise<Answered>;
  /** One attestation message. */
  post(path: string, text: string): Promise<{ readonly status: number; readonly reply: HgsReply }>;
  /** A second replica on the same database. */
  replica(): Promise<{ readonly url: string } & AsyncDisposable>;
}

export async function startTestHgs(
  options: { readonly requestsPerMinute?: number } = {},
): Promise<TestHgs> {
  const database = await createTestDatabase('hgs');
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-hgs-'));
  let offset = 0;
  const now = (): Date => new Date(Date.now() + offset);
  const start = async (db: Parameters<typeof createHgs>[0]['database']): Promise<[Hgs, string]> => {
    const hgs = await createHgs({
      database: db,
      logger: pino({ level: 'silent' }),
      now,
      randomBytes,
      dataDir,
      adminPassword: password,
      readerToken,
      requestsPerMinute: options.requestsPerMinute ?? 100_000,
    });
    const { url } = await hgs.service.listen({ host: '127.0.0.1', port: 0 });
    return [hgs, url];
  };
  const [hgs, url] = await start(database);
  const signedIn = await signIn(url);

  return {
    url,
    database,
    dataDir,
    now,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    admin: (method, path, body) =>
      ask(`${url}${path}`, {
        method,
        headers: { ...signedIn, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    reader: (path, method = 'GET') =>
      ask(`${url}${path}`, { method, headers: { authorization: `Bearer ${readerToken}` } }),
    post: async (path, text) => {
      const response = await fetch(`${url}${path}`, { method: 'POST', body: text });
      return { status: response.status, reply: readReply(await response.text()) };
    },
    replica: async () => {
      const opened = openDatabase(database.url, 'hgs');
      const [second, address] = await start(opened);
      return {
        url: address,
        [Symbol.asyncDispose]: async () => {
          await second[Symbol.asyncDispose]();
          await opened.close();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      await hgs[Symbol.asyncDispose]();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function signIn(url: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/Administration/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const session: unknown = await response.json();
  const token: unknown = Reflect.get(Object(session), 'csrfToken');
  return { cookie, 'x-csrf-token': String(token), origin: url };
}

async function ask(url: string, init: RequestInit): Promise<Answered> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}
