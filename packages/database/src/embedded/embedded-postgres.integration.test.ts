import { chmod, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleOf } from './roles.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts';

let folder: string;
let server: EmbeddedPostgres;
const settings = ['fsync = off'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-database-'));
  await chmod(folder, 0o711);
  server = await startEmbeddedPostgres({ dataDir: folder, settings });
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = async (connectionString: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
};

test('each trust domain reaches its own database and no other', async () => {
  for (const [name, other] of [
    ['server', 'hgs'],
    ['hgs', 'server'],
  ] as const) {
    expect(await ask(server.url(name), 'select current_database() as name')).toEqual([
      { name: roleOf(name) },
    ]);
    for (const foreign of [roleOf(other), 'postgres', 'template1']) {
      await expect(ask(server.url(name, foreign), 'select 1')).rejects.toThrow(/permission denied/);
    }
    await expect(ask(server.url(name), 'create role another')).rejects.toThrow(/permission denied/);
  }
});

test('a wrong password is refused, and the file with the right ones is ours alone', async () => {
  const wrong = server.url('server').replace(/:[^:@]*@/, ':wrong@');
  await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'data'))).mode & 0o077).toBe(0);
});

test.skipIf(process.getuid?.() !== 0)('does not run as root', async () => {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
});

test('adopts a server that outlived its supervisor, also when two starts race', async () => {
  const again = await Promise.all(
    [1, 2].map(() => startEmbeddedPostgres({ dataDir: folder, settings })),
  );
  expect(again.map(({ adopted, pid }) => [adopted, pid])).toEqual([
    [true, server.pid],
    [true, server.pid],
  ]);
});

test('starts again after kill -9, with everything that was committed', async () => {
  await ask(server.url('server'), 'create table kept as select 42 as answer');
  await ask(server.supervisorUrl, 'checkpoint');
  process.kill(server.pid, 'SIGKILL');
  const killed = server.pid;
  server = await startEmbeddedPostgres({ dataDir: folder, settings });
  expect(server.adopted).toBe(false);
  expect(server.pid).not.toBe(killed);
  expect(await ask(server.url('server'), 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test("a stale postmaster.pid that names somebody else's process is no obstacle", async () => {
  await server.stop();
  await writeFile(join(folder, 'data', 'postmaster.pid'), `${process.pid}\n`);
  server = await startEmbeddedPostgres({ dataDir: folder, settings });
  expect(await ask(server.url('hgs'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a start that was killed does not keep the next from starting, whoever has its process id now', async () => {
  const lock = join(folder, 'starting.lock');
  await mkdir(lock);
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(lock, minuteAgo, minuteAgo);
  const again = await startEmbeddedPostgres({ dataDir: folder, settings });
  expect(again).toMatchObject({ adopted: true, pid: server.pid });
});

test('another version and lost passwords: one sentence with its remedy', async () => {
  await server.stop();
  const version = join(folder, 'data', 'PG_VERSION');
  const found = await readFile(version, 'utf8');
  await writeFile(version, '15\n');
  await expect(startEmbeddedPostgres({ dataDir: folder })).rejects.toThrow(
    /written by PostgreSQL 15 and this is \d+: move its contents over with pg_dump/,
  );
  await writeFile(version, found);
  const passwords = join(folder, 'credentials.json');
  const kept = await readFile(passwords, 'utf8');
  await rm(passwords);
  await expect(startEmbeddedPostgres({ dataDir: folder })).rejects.toThrow(/bring it back/);
  await writeFile(passwords, kept, { mode: 0o600 });
  server = await startEmbeddedPostgres({ dataDir: folder, settings });
});

test('a data folder that cannot be one: one sentence with its remedy', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  await expect(startEmbeddedPostgres({ dataDir: join(file, 'data') })).rejects.toThrow(
    /cannot be written.*GATEHOUSE_DATA/,
  );
});
