import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMissing } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import type { DatabaseName } from './database-name.ts';

/** Key of the advisory lock; any number that nobody else uses in this database. */
const migrationLock = 0x6a7e_4005;

const folderOf = (name: DatabaseName) =>
  fileURLToPath(new URL(`../migrations/${name}`, import.meta.url));

/**
 * Applies what is missing of `migrations/<name>`. Replicas that start together wait for the first one:
 * PostgreSQL does not make concurrent DDL safe (two CREATE TABLE IF NOT EXISTS can collide).
 */
export const migrate = async (pool: pg.Pool, name: DatabaseName): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    try {
      await applyMissing(drizzle(client), { migrationsFolder: folderOf(name) });
    } finally {
      await client.query('select pg_advisory_unlock($1)', [migrationLock]);
    }
  } finally {
    client.release();
  }
};
