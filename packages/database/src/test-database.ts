import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DatabaseName } from './database-name.ts';
import { ensureDatabase, roleOf } from './embedded/roles.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { testPostgres } from './test-postgres.ts';

export interface TestDatabase extends OpenDatabase {
  readonly url: string;
}

/**
 * A fresh migrated database on the PostgreSQL of this test run; dropped by `close()`. The connection
 * is the trust domain's own role, with its rights in production.
 */
export const createTestDatabase = async (name: DatabaseName): Promise<TestDatabase> => {
  const server = testPostgres();
  const database = `test_${name}_${randomBytes(6).toString('hex')}`;
  await asSupervisor(server.supervisorUrl, (client) =>
    ensureDatabase(client, database, roleOf(name)),
  );
  const url = server.url(name, database);
  const opened = openDatabase(url, name);
  await opened.migrate();
  return {
    ...opened,
    url,
    close: async () => {
      await opened.close();
      await asSupervisor(server.supervisorUrl, async (client) => {
        await client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
      });
    },
  };
};

const asSupervisor = async (
  connectionString: string,
  work: (client: pg.Client) => Promise<void>,
) => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await work(client).finally(() => client.end());
};
