import type { DatabaseName, OpenDatabase } from './open-database.ts';

export interface TestDatabase extends OpenDatabase {
  readonly url: string;
}

/**
 * A fresh migrated database on the PostgreSQL that all tests of this machine share; dropped by
 * `close()`.
 */
export const createTestDatabase = (_name: DatabaseName): Promise<TestDatabase> =>
  Promise.reject(new Error('not built yet'));
