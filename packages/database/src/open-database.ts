import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { DatabaseName } from './database-name.ts';
import { migrate } from './migrate.ts';

/** What queries run on. Tables are imported: `serverSchema.hosts`. */
export type Database = NodePgDatabase;

export interface OpenDatabase {
  readonly db: Database;
  readonly pool: pg.Pool;
  /** Applies what is missing of `migrations/<name>`, one replica at a time. */
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects (lazily) to the PostgreSQL database of one trust domain.
 *
 * @param url `postgresql://role:password@host:port/database`, or `?host=/socket/folder`
 * @param options.onError a connection that idles in the pool broke; it is replaced on the next query
 */
export const openDatabase = (
  url: string,
  name: DatabaseName,
  options: { readonly connections?: number; readonly onError?: (error: Error) => void } = {},
): OpenDatabase => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: `gatehouse-${name}`,
  });
  // Without a listener a broken idle connection would end the process.
  pool.on('error', options.onError ?? (() => undefined));
  return {
    db: drizzle(pool),
    pool,
    migrate: () => migrate(pool, name),
    close: () => pool.end(),
  };
};
