import type { HealthChange, HealthStatus } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { count, desc, eq, lt, sql } from 'drizzle-orm';

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
    const ofThisHost = eq(healthChanges.hostId, id);
    const { at, cause, node, status } = healthChanges;
    const rows = await db
      .select({
        at,
        cause,
        node,
        status,
        before: sql<HealthStatus | null>`lag(${status}) over (partition by ${node} order by ${at})`,
      })
      .from(healthChanges)
      .where(ofThisHost)
      .orderBy(desc(at), node)
      .limit(limit)
      .offset(offset);
    const [total] = await db.select({ value: count() }).from(healthChanges).where(ofThisHost);
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
