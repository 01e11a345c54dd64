import type { HealthChange, HealthStatus } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { type AnyColumn, count, desc, eq, lt, sql } from 'drizzle-orm';

const { healthChanges } = serverSchema;
const day = 24 * 60 * 60_000;

/** How long changes are kept, and how many of one host: one that flaps must not fill the disk. */
export const historyLimits = { days: 90, changesOfHost: 2000 } as const;

/** What became of the categories of a host over time; `FleetStore.saveStates` writes it. */
export interface HealthHistory {
  /** Newest first. */
  ofHost(
    id: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: HealthChange[]; readonly total: number }>;
  /** Forgets what is beyond {@link historyLimits}. */
  prune(): Promise<void>;
}

export const createHealthHistory = (db: Database, clock: () => Date): HealthHistory => ({
  ofHost: async (id, { limit, offset }) => {
    const { at, cause, hostId, node, status } = healthChanges;
    const before = <T>(column: AnyColumn) =>
      sql<T | null>`lag(${column}) over (partition by ${node} order by ${at})`;
    const told = db.$with('told').as(
      db
        .select({
          at,
          cause,
          node,
          status,
          before: before<HealthStatus>(status).as('status_before'),
          causeBefore: before<string>(cause).as('cause_before'),
        })
        .from(healthChanges)
        .where(eq(hostId, id)),
    );
    // Two replicas that see the same change write it twice, each at its own time.
    const isChange = sql`(${told.before}, ${told.causeBefore}) is distinct from (${told.status}, ${told.cause})`;
    const rows = await db
      .with(told)
      .select({
        at: told.at,
        cause: told.cause,
        node: told.node,
        status: told.status,
        before: told.before,
      })
      .from(told)
      .where(isChange)
      .orderBy(desc(told.at), told.node)
      .limit(limit)
      .offset(offset);
    const [total] = await db.with(told).select({ value: count() }).from(told).where(isChange);
    return {
      items: rows.map((row) => ({ ...row, at: row.at.toISOString() })),
      total: total?.value ?? 0,
    };
  },
  prune: async () => {
    const oldest = new Date(clock().getTime() - historyLimits.days * day);
    await db.delete(healthChanges).where(lt(healthChanges.at, oldest));
    await db.execute(sql`
      delete from ${healthChanges} change using (
        select host_id, node, at, row_number() over (partition by host_id order by at desc) as place
        from ${healthChanges}
        where host_id in (
          select host_id from ${healthChanges} group by host_id
          having count(*) > ${historyLimits.changesOfHost})
      ) old
      where old.place > ${historyLimits.changesOfHost}
        and (change.host_id, change.node, change.at) = (old.host_id, old.node, old.at)`);
  },
});
