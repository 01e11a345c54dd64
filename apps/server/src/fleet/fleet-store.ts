import { type HealthNode, healthNode, type Verdict, verdict } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { NodeChange } from '../health/changes-between.ts';
import type { DesiredPolicy, DesiredSettings } from '../health/fold-input.ts';
import { hostReadings, noReadings } from '../health/readings.ts';
import type { HostState } from './fleet.ts';
import type { TpmStanding } from './hgs-knowledge.ts';
import type { HostRecord } from './host-record.ts';

const { codeIntegrityPolicies, hgsSettings, hosts, hostStates, tpmStandings, verdicts } =
  serverSchema;

export interface StoredHost {
  readonly record: HostRecord;
  readonly state: HostState;
}

/** A state to be kept, and what its categories went through since the last that was. */
export interface StateToSave extends HostState {
  readonly changes: readonly NodeChange[];
}

/** What the fleet in memory is built from, and where its changes are kept. */
export interface FleetStore {
  loadHosts(ids?: readonly string[]): Promise<readonly StoredHost[]>;
  loadSettings(): Promise<DesiredSettings>;
  loadPolicies(): Promise<readonly DesiredPolicy[]>;
  /** The last verdict over each TPM. */
  loadVerdicts(): Promise<readonly Verdict[]>;
  loadVerdict(id: string): Promise<Verdict | null>;
  loadStandings(): Promise<readonly TpmStanding[]>;
  /**
   * Keeps the states of many hosts and their changes in one statement. Hosts that are gone are passed
   * over; saving twice keeps a change once.
   */
  saveStates(states: ReadonlyMap<string, StateToSave>, at: Date): Promise<void>;
}

export const createFleetStore = (db: Database): FleetStore => ({
  loadHosts: async (ids) => {
    const rows = await db
      .select()
      .from(hosts)
      .leftJoin(hostStates, eq(hostStates.hostId, hosts.id))
      .where(ids === undefined ? undefined : inArray(hosts.id, [...ids]));
    return rows.map(({ hosts: row, host_states: state }) => ({
      record: recordOf(row),
      state: stateOf(state),
    }));
  },
  loadSettings: async () => {
    const [row] = await db.select().from(hgsSettings);
    return { primary: row?.primary ?? null, fallback: row?.fallback ?? null };
  },
  loadPolicies: async () => {
    const rows = await db.select().from(codeIntegrityPolicies);
    return rows.map(({ id, name, facts }) => ({
      id,
      name,
      sha256: facts.sha256,
      mode: facts.mode,
    }));
  },
  loadVerdicts: async () => {
    const rows = await db
      .selectDistinctOn([verdicts.ekHash], { body: verdicts.body })
      .from(verdicts)
      .orderBy(verdicts.ekHash, desc(verdicts.at));
    return rows.map(({ body }) => verdict.parse(body));
  },
  loadVerdict: async (id) => {
    const [row] = await db
      .select({ body: verdicts.body })
      .from(verdicts)
      .where(eq(verdicts.id, id));
    return row === undefined ? null : verdict.parse(row.body);
  },
  loadStandings: async () => {
    const rows = await db.select().from(tpmStandings).orderBy(tpmStandings.at);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  },
  saveStates: async (states, at) => {
    if (states.size === 0) return;
    const rows = [...states].map(([id, state]) => ({ id, ...state }));
    await db.execute(sql`
      with row as (
        select host.id, row.readings, row.nodes, row.changes
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as row (id uuid, readings jsonb, nodes jsonb, changes jsonb)
        join hosts host on host.id = row.id
      ), changed as (
        insert into health_changes (host_id, node, at, status, cause)
        select row.id, change.node, change.at, change.status, change.cause
        from row
        cross join jsonb_to_recordset(row.changes)
          as change (node text, at timestamptz, status text, cause text)
        on conflict do nothing
      )
      insert into host_states (host_id, readings, nodes, saved_at)
      select id, readings, nodes, ${at.toISOString()}::timestamptz from row
      on conflict (host_id) do update
        set readings = excluded.readings, nodes = excluded.nodes, saved_at = excluded.saved_at`);
  },
});

const recordOf = (row: typeof hosts.$inferSelect): HostRecord => ({
  ...row,
  policyDeployedAt: row.policyDeployedAt?.toISOString() ?? null,
  addedAt: row.addedAt.toISOString(),
});

const nodeList = z.array(healthNode);

/** A state that an older version wrote and this one cannot read is read from the host again. */
const stateOf = (row: typeof hostStates.$inferSelect | null): HostState => {
  const readings = hostReadings.safeParse(row?.readings);
  const nodes = nodeList.safeParse(row?.nodes);
  const none: readonly HealthNode[] = [];
  return {
    readings: readings.success ? readings.data : noReadings,
    nodes: nodes.success ? nodes.data : none,
  };
};
