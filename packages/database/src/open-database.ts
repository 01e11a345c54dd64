import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** The two trust domains: each has its own database, role and migrations. */
export type DatabaseName = 'server' | 'hgs';

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
 * @param url `postgresql://role:password@host:port/database`, or `?host=/socket/folder`.
 */
export const openDatabase = (url: string, _name: DatabaseName): OpenDatabase => {
  const pool = new pg.Pool({ connectionString: url });
  return {
    db: drizzle(pool),
    pool,
    migrate: async () => {
      throw new Error('not built yet');
    },
    close: () => pool.end(),
  };
};
