import { type Database, serverSchema } from '@gatehouse/database';
import { gt, lt } from 'drizzle-orm';
import { bucketStart, type TimelineSample } from '../health/timeline.ts';
import type { Fleet } from './fleet.ts';

const { fleetSamples } = serverSchema;
const day = 24 * 60 * 60_000;

/** The state of the fleet over time: one row a quarter of an hour, kept for two days. */
export interface FleetSamples {
  take(): Promise<void>;
  lastDay(): Promise<readonly TimelineSample[]>;
}

export const createFleetSamples = (
  db: Database,
  fleet: Fleet,
  clock: () => Date,
): FleetSamples => ({
  take: async () => {
    const at = clock();
    const counts = countsOf(fleet);
    if (counts.passed + counts.refused + counts.unknown === 0) return;
    const row = { ...counts, at, bucket: bucketStart(at) };
    await db
      .insert(fleetSamples)
      .values(row)
      .onConflictDoUpdate({ target: fleetSamples.bucket, set: row });
    await db.delete(fleetSamples).where(lt(fleetSamples.bucket, new Date(at.getTime() - 2 * day)));
  },
  lastDay: () =>
    db
      .select()
      .from(fleetSamples)
      .where(gt(fleetSamples.at, new Date(clock().getTime() - day))),
});

/** Of the guarded hosts: how many hold a certificate, were refused, or are in neither state for sure. */
export const countsOf = (fleet: Fleet): Omit<TimelineSample, 'at'> => {
  const counts = { passed: 0, refused: 0, unknown: 0 };
  for (const { nodes, record } of fleet.hosts()) {
    if (!record.guarded) continue;
    const status = nodes.find(({ id }) => id === 'hgs-client.attestation')?.status ?? 'unknown';
    if (status === 'ok') counts.passed += 1;
    else if (status === 'error' || status === 'warning') counts.refused += 1;
    else counts.unknown += 1;
  }
  return counts;
};
