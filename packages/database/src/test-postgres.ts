import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseName } from './database-name.ts';
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts';

/** Where the tests of a run find its PostgreSQL: connection strings, as JSON. */
const variable = 'GATEHOUSE_TEST_POSTGRES';

type Urls = Readonly<Record<DatabaseName | 'supervisor', string>>;

/**
 * Vitest's global set-up of the integration tests: one PostgreSQL for a run, new, before any worker
 * exists, and gone with the run. Nothing of an earlier run can fail this one.
 */
export const setup = async (): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-tests-'));
  await chmod(folder, 0o711); // As root, PostgreSQL runs as another user, who must pass.
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    settings: ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'],
  });
  const urls: Urls = {
    supervisor: server.supervisorUrl,
    server: server.url('server'),
    hgs: server.url('hgs'),
  };
  process.env[variable] = JSON.stringify(urls);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
};

export interface TestPostgres {
  readonly supervisorUrl: string;
  /** Connection string of a trust domain's own role to a database of its. */
  url(name: DatabaseName, database: string): string;
}

/** The PostgreSQL of this test run; throws outside the integration tests. */
export const testPostgres = (): TestPostgres => {
  const text = process.env[variable];
  if (text === undefined) {
    throw new Error('Only *.integration.test.ts have a PostgreSQL: see vitest.config.ts.');
  }
  const urls = JSON.parse(text) as Urls; // Written above.
  return {
    supervisorUrl: urls.supervisor,
    url: (name, database) =>
      Object.assign(new URL(urls[name]), { pathname: `/${database}` }).toString(),
  };
};
