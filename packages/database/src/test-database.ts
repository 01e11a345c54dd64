import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { DatabaseName } from './database-name.ts';
import { ensureDatabase, roleOf } from './embedded/roles.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

export interface TestDatabase extends OpenDatabase {
  readonly url: string;
}

const sharedFolder = fileURLToPath(
  new URL('../../../node_modules/.cache/gatehouse/test-postgres', import.meta.url),
);

/** The PostgreSQL that all tests of this machine share; it keeps running until stopped. */
export const startTestPostgres = (): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({
    dataDir: sharedFolder,
    settings: ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'],
  });

/**
 * A fresh migrated database on the PostgreSQL that all tests of this machine share; dropped by
 * `close()`. The connection is the trust domain's own role, with its rights in production.
 */
export const createTestDatabase = async (name: DatabaseName): Promise<TestDatabase> => {
  const server = await startTestPostgres();
  const database = `test_${name}_${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`;
  await asSupervisor(server, async (client) => {
    await dropLeftovers(client);
    await ensureDatabase(client, database, roleOf(name));
  });
  const url = server.url(name, database);
  const opened = openDatabase(url, name);
  await opened.migrate();
  return {
    ...opened,
    url,
    close: async () => {
      await opened.close();
      await asSupervisor(server, (client) => drop(client, database));
    },
  };
};

const asSupervisor = async (
  server: EmbeddedPostgres,
  work: (client: pg.Client) => Promise<void>,
) => {
  const client = new pg.Client({ connectionString: server.supervisorUrl });
  await client.connect();
  await work(client).finally(() => client.end());
};

const drop = async (client: pg.Client, database: string) => {
  await client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
};

/** Databases of runs that were killed; a run takes less than an hour. */
const dropLeftovers = async (client: pg.Client) => {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname like 'test\\_%'`,
  );
  for (const { datname } of rows) {
    const made = Number.parseInt(datname.split('_')[2] ?? '', 36);
    if (made < Date.now() - 3_600_000) await drop(client, datname);
  }
};
