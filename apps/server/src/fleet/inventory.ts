import { type Database, serverSchema } from '@gatehouse/database';
import { eq } from 'drizzle-orm';
import type { StepInventory } from '../jobs/step.ts';
import type { FileStore } from '../library/file-store.ts';
import type { Fleet } from './fleet.ts';
import type { HostRecord } from './host-record.ts';

const { codeIntegrityPolicies, hosts } = serverSchema;

/** Changes of the inventory: in PostgreSQL first, then in memory, then told to the other replicas. */
export interface Inventory extends StepInventory {
  add(records: readonly HostRecord[]): Promise<void>;
  change(id: string, change: Partial<HostRecord>): Promise<void>;
  hostAdded(id: string): Promise<void>;
}

export const createInventory = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
  readonly files: FileStore;
  readonly clock: () => Date;
  readonly onChanged: (ids: readonly string[]) => Promise<void>;
  readonly onRemoved: (id: string) => Promise<void>;
}): Inventory => {
  const { db, fleet, files, clock } = options;
  const change = async (id: string, changes: Partial<HostRecord>) => {
    const { policyDeployedAt, addedAt: _, ...rest } = changes;
    const deployed =
      policyDeployedAt === undefined
        ? {}
        : { policyDeployedAt: policyDeployedAt === null ? null : new Date(policyDeployedAt) };
    await db
      .update(hosts)
      .set({ ...rest, ...deployed })
      .where(eq(hosts.id, id));
    const host = fleet.get(id);
    if (host !== null) fleet.put({ ...host.record, ...changes });
    await options.onChanged([id]);
  };
  return {
    add: async (records) => {
      await db.insert(hosts).values(
        records.map((record) => ({
          ...record,
          policyDeployedAt: null,
          addedAt: new Date(record.addedAt),
        })),
      );
      for (const record of records) fleet.put(record);
      await options.onChanged(records.map(({ id }) => id));
    },
    change,
    hostAdded: async (id) => {
      if (fleet.get(id) !== null) await change(id, { adding: false });
    },
    policyDeployed: (id, sha256) =>
      change(id, { policyDeployedAt: clock().toISOString(), policyDeployedFile: sha256 }),
    policyFile: async (id) => {
      const [row] = await db
        .select()
        .from(codeIntegrityPolicies)
        .where(eq(codeIntegrityPolicies.id, id));
      const bytes = row === undefined ? null : await files.get(row.file);
      if (row === undefined || bytes === null) throw new Error('The policy is not in the library.');
      return { sha256: row.file, bytes };
    },
    removeHost: async (id) => {
      await db.delete(hosts).where(eq(hosts.id, id));
      fleet.remove(id);
      await options.onRemoved(id);
    },
  };
};
