import type { Database } from '@gatehouse/database';
import { sql } from 'drizzle-orm';

/** A connection or a transaction: what the stores run on. */
export type Queries = Pick<
  Database,
  'select' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute'
>;

/** Numbers of PostgreSQL advisory locks of hgs. */
export const advisoryLock = { feed: 471_001, serviceKeys: 471_002, waitingHosts: 471_003 } as const;

/** Holds the lock until the transaction ends. */
export async function lock(queries: Queries, name: keyof typeof advisoryLock): Promise<void> {
  await queries.execute(sql`select pg_advisory_xact_lock(${advisoryLock[name]})`);
}
