import { verdict } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FeatureHandlers } from '../../handler-table.ts';

const { verdicts } = serverSchema;

export const attestationHandlers = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
}): FeatureHandlers<'listAttestations'> => {
  const { db, fleet } = options;
  const ofHost = (id: string) => {
    const host = fleet.get(id);
    const ekHash = host?.readings.platformIdentifier?.value?.ekHash;
    const others = host?.hgs.authorizedEkHash ?? null;
    const hashes = [ekHash, others].filter((hash) => typeof hash === 'string');
    return hashes.length === 0 ? sql`false` : inArray(verdicts.ekHash, hashes);
  };
  return {
    listAttestations: async ({ query: { host, limit, offset, filter, sort } }) => {
      const where = and(host === undefined ? undefined : ofHost(host), ...conditionsOf(filter));
      const rows = await db
        .select({ body: verdicts.body })
        .from(verdicts)
        .where(where)
        .orderBy(sort === 'at' ? asc(verdicts.at) : desc(verdicts.at))
        .limit(limit)
        .offset(offset);
      const [total] = await db.select({ value: count() }).from(verdicts).where(where);
      const items = rows.map((row) => {
        const body = verdict.parse(row.body);
        return { ...body, hostId: fleet.byEkHash(body.ekHash)?.record.id ?? null };
      });
      return { items, total: total?.value ?? 0 };
    },
  };
};

/** `status:` and `tpm:` tokens; other words are looked for in the host's name. */
const conditionsOf = (filter: string | undefined) =>
  (filter ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [key = '', value = ''] = word.split(':');
      if (key === 'status') return sql`lower(${verdicts.status}) = ${value.toLowerCase()}`;
      if (key === 'tpm') return eq(verdicts.ekHash, value.toLowerCase());
      const like = `%${word.toLowerCase().replace(/[%_\\]/g, '\\$&')}%`;
      return sql`lower(coalesce(${verdicts.hostName}, '')) like ${like}`;
    });
