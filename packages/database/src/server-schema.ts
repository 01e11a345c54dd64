import type {
  FeedEntry,
  HealthNodeId,
  HealthStatus,
  HgsPair,
  Job,
  JobKind,
  PolicyFacts,
} from '@gatehouse/contracts';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

export { auditEntries, sessions, signInThrottles, users } from './account-tables.ts';

const instant = (column: string) => timestamp(column, { withTimezone: true, mode: 'date' });
const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' });

/** Files under the SHA-256 of their bytes: each is stored once, however often it is used. */
export const files = pgTable('files', {
  sha256: text('sha256').primaryKey(),
  bytes: bytea('bytes').notNull(),
  addedAt: instant('added_at').notNull().defaultNow(),
});

/** The global Host Guardian Service settings: at most one row. */
export const hgsSettings = pgTable(
  'hgs_settings',
  {
    id: integer('id').primaryKey().default(1),
    primary: jsonb('primary_pair').$type<HgsPair>(),
    fallback: jsonb('fallback_pair').$type<HgsPair>(),
    shieldingHelperDisk: text('shielding_helper_disk'),
    updatedAt: instant('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [check('hgs_settings_single', sql`${table.id} = 1`)],
);

export const codeIntegrityPolicies = pgTable(
  'code_integrity_policies',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    fileName: text('file_name').notNull(),
    file: text('file')
      .notNull()
      .references(() => files.sha256),
    facts: jsonb('facts').$type<PolicyFacts>().notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
    addedBy: text('added_by').notNull(),
  },
  (table) => [uniqueIndex('code_integrity_policies_by_name').on(sql`lower(${table.name})`)],
);

export const runAsAccounts = pgTable(
  'run_as_accounts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    username: text('username').notNull(),
    /** The password under AES-256-GCM with a key that is not in the database. */
    secret: bytea('secret').notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('run_as_accounts_by_name').on(sql`lower(${table.name})`)],
);

export const hosts = pgTable('hosts', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  group: text('host_group').notNull(),
  runAsAccountId: uuid('run_as_account_id')
    .notNull()
    .references(() => runAsAccounts.id),
  guarded: boolean('guarded').notNull(),
  codeIntegrityPolicyId: uuid('code_integrity_policy_id').references(
    () => codeIntegrityPolicies.id,
  ),
  /** When and with which file the host was last given a code integrity policy. */
  policyDeployedAt: instant('policy_deployed_at'),
  policyDeployedFile: text('policy_deployed_file'),
  maintenance: boolean('maintenance').notNull().default(false),
  /** Whether the job that adds the host has still to end. */
  adding: boolean('adding').notNull().default(true),
  addedAt: instant('added_at').notNull().defaultNow(),
  addedBy: text('added_by').notNull(),
});

/** What was last read of each host and the tree made from it: written in batches, never per poll. */
export const hostStates = pgTable('host_states', {
  hostId: uuid('host_id')
    .primaryKey()
    .references(() => hosts.id, { onDelete: 'cascade' }),
  /** HostReadings and HealthNode[] of the server, validated when they are read. */
  readings: jsonb('readings').notNull(),
  nodes: jsonb('nodes').notNull(),
  savedAt: instant('saved_at').notNull(),
});

/**
 * When a category of a host became what: one row for each change of its status or cause, with the words of
 * then. Written with the state that it belongs to.
 */
export const healthChanges = pgTable(
  'health_changes',
  {
    hostId: uuid('host_id')
      .notNull()
      .references(() => hosts.id, { onDelete: 'cascade' }),
    node: text('node').$type<HealthNodeId>().notNull(),
    at: instant('at').notNull(),
    status: text('status').$type<HealthStatus>().notNull(),
    cause: text('cause'),
  },
  (table) => [
    primaryKey({ columns: [table.hostId, table.node, table.at] }),
    index('health_changes_by_host').on(table.hostId, table.at),
    index('health_changes_by_time').on(table.at),
  ],
);

/** Verdicts of hgs, as its feed told them. */
export const verdicts = pgTable(
  'verdicts',
  {
    id: uuid('id').primaryKey(),
    at: instant('at').notNull(),
    ekHash: text('ek_hash').notNull(),
    hostName: text('host_name'),
    status: text('status').notNull(),
    /** The contract's verdict, as it was then: read with its schema. */
    body: jsonb('body').notNull(),
  },
  (table) => [
    index('verdicts_by_time').on(table.at),
    index('verdicts_by_tpm').on(table.ekHash, table.at),
  ],
);

/** What hgs last told about each TPM: waiting, authorised or withdrawn. */
export const tpmStandings = pgTable(
  'tpm_standings',
  {
    name: text('name').notNull(),
    ekHash: text('ek_hash').notNull(),
    standing: text('standing', { enum: ['waiting', 'authorized', 'withdrawn'] }).notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.ekHash] })],
);

/** Up to which entry each feed has been read. */
export const feedPositions = pgTable('feed_positions', {
  /** Address of the hgs. */
  source: text('source').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  lastKind: text('last_kind').$type<FeedEntry['kind']>(),
});

/** State of the fleet over time: one row a quarter of an hour. */
export const fleetSamples = pgTable('fleet_samples', {
  bucket: instant('bucket').primaryKey(),
  at: instant('at').notNull(),
  passed: integer('passed').notNull(),
  refused: integer('refused').notNull(),
  unknown: integer('unknown').notNull(),
});

export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<JobKind>().notNull(),
    subject: text('subject').notNull(),
    status: text('status').$type<Job['status']>().notNull(),
    startedBy: text('started_by').notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    outcome: text('outcome'),
    cancelRequested: boolean('cancel_requested').notNull().default(false),
    hostIds: uuid('host_ids').array().notNull(),
  },
  (table) => [
    index('jobs_by_time').on(table.createdAt),
    index('jobs_by_host').using('gin', table.hostIds),
  ],
);

export const jobSteps = pgTable(
  'job_steps',
  {
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    /** What the server does, by the name of its table of steps. */
    action: text('action').notNull(),
    name: text('name').notNull(),
    object: text('object'),
    hostId: uuid('host_id'),
    status: text('status').$type<Job['steps'][number]['status']>().notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    detail: text('detail'),
    error: jsonb('error').$type<NonNullable<Job['steps'][number]['error']>>(),
    /** What a step has to remember if it is interrupted, e.g. the boot time before a restart. */
    memo: text('memo'),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.position] })],
);
