import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

export { auditEntries, sessions, signInThrottles, users } from './account-tables.ts';

const instant = (column: string) => timestamp(column, { withTimezone: true, mode: 'date' });

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => new Uint8Array(value),
});

/** One row: counts the changes of what is trusted, so that every replica knows when to read it again. */
export const trustRevision = pgTable(
  'trust_revision',
  {
    id: integer('id').primaryKey().default(1),
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  },
  (table) => [check('trust_revision_is_one_row', sql`${table.id} = 1`)],
);

/** Event logs under their SHA-256: ten thousand identical hosts have one. */
export const eventLogs = pgTable(
  'event_logs',
  {
    digest: text('digest').primaryKey(),
    content: bytes('content').notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
    /**
     * Fingerprint of what a baseline fixes of it: null until somebody asks, empty where hosts could not
     * match it. Derived from `content` alone, so it may be emptied at any time.
     */
    bootSet: text('boot_set'),
  },
  (table) => [index('event_logs_by_boot_set').on(table.bootSet)],
);

/** Authorised TPMs. */
export const tpmHosts = pgTable('tpm_hosts', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  ekHash: text('ek_hash').notNull().unique(),
  /** TPMT_PUBLIC. */
  ekPublic: bytes('ek_public').notNull(),
  ekCertificate: bytes('ek_certificate'),
  /** Authorised without a trusted certificate path (-Force). */
  withoutCertificate: boolean('without_certificate').notNull(),
  addedAt: instant('added_at').notNull(),
  addedBy: text('added_by').notNull(),
  lastAttestedAt: instant('last_attested_at'),
  /** The contract's alarm: set when its past contradicts it, until an administrator settles it. */
  alarm: jsonb('alarm'),
});

/** Of each attestation key of a TPM, what its last proven quote said: a TPM never goes back. */
export const tpmRecords = pgTable(
  'tpm_records',
  {
    ekHash: text('ek_hash').notNull(),
    attestationKeyName: text('attestation_key_name').notNull(),
    /** Whether its counters are told as they are. */
    inEndorsementHierarchy: boolean('in_endorsement_hierarchy').notNull(),
    /** 64 bits without a sign. */
    clock: numeric('clock', { precision: 20, scale: 0, mode: 'bigint' }).notNull(),
    resetCount: bigint('reset_count', { mode: 'number' }).notNull(),
    restartCount: bigint('restart_count', { mode: 'number' }).notNull(),
    /** Of the start that the counters name. */
    identityKey: text('identity_key'),
    hostName: text('host_name'),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ekHash, table.attestationKeyName] })],
);

export const baselines = pgTable('baselines', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  eventLog: text('event_log')
    .notNull()
    .references(() => eventLogs.digest),
  eventCount: integer('event_count').notNull(),
  banks: text('banks').array().notNull(),
  /** What it fixes: the JSON of measured-boot's Baseline. */
  content: jsonb('content').notNull(),
  fixedEvents: integer('fixed_events').notNull(),
  enabled: boolean('enabled').notNull().default(true),
  addedAt: instant('added_at').notNull(),
  addedBy: text('added_by').notNull(),
  lastMatchedAt: instant('last_matched_at'),
  /** 1, or one more than that of `supersedes`. */
  version: integer('version').notNull().default(1),
  supersedes: uuid('supersedes').references((): AnyPgColumn => baselines.id, {
    onDelete: 'set null',
  }),
  owner: text('owner').notNull().default(''),
  note: text('note').notNull().default(''),
  /** `uploaded`, `proven` or `claimed`, when it was added. */
  source: text('source').notNull().default('uploaded'),
  sourceHost: text('source_host'),
  /** PCRs that it leaves out; the same as in `content`. */
  ignores: integer('ignores').array().notNull().default(sql`'{}'`),
  ignoresReason: text('ignores_reason').notNull().default(''),
  retiredAt: instant('retired_at'),
  retiredBy: text('retired_by'),
  retiredReason: text('retired_reason'),
});

/** Moves of hosts from one baseline to another. The names outlive the baselines. */
export const rollouts = pgTable('rollouts', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  state: text('state', { enum: ['planned', 'running', 'paused', 'withdrawn', 'finished'] })
    .notNull()
    .default('planned'),
  oldBaseline: uuid('old_baseline').references(() => baselines.id, { onDelete: 'set null' }),
  oldName: text('old_name').notNull(),
  newBaseline: uuid('new_baseline').references(() => baselines.id, { onDelete: 'set null' }),
  newName: text('new_name').notNull(),
  canary: text('canary').notNull(),
  note: text('note').notNull().default(''),
  autoRetire: boolean('auto_retire').notNull().default(false),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  startedAt: instant('started_at'),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
  reason: text('reason').notNull().default(''),
});

/** TPMs whose last proven boot matched the old or the new baseline when a rollout began. */
export const rolloutHosts = pgTable(
  'rollout_hosts',
  {
    rollout: uuid('rollout')
      .notNull()
      .references(() => rollouts.id, { onDelete: 'cascade' }),
    ekHash: text('ek_hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.rollout, table.ekHash] })],
);

export const trustedPolicies = pgTable('trusted_policies', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  /** Digests that a measured policy may have, lower-case hexadecimal. */
  digests: text('digests').array().notNull(),
  facts: jsonb('facts'),
  enabled: boolean('enabled').notNull().default(true),
  addedAt: instant('added_at').notNull(),
  addedBy: text('added_by').notNull(),
});

/** Keys that dumps may be encrypted with, by SHA-256 of the public key as it is measured. */
export const dumpKeys = pgTable('dump_keys', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  digest: text('digest').notNull().unique(),
  addedAt: instant('added_at').notNull(),
  addedBy: text('added_by').notNull(),
});

/** States of built-in policies that differ from the table of policies. */
export const policyStates = pgTable('policy_states', {
  name: text('name').primaryKey(),
  enabled: boolean('enabled').notNull(),
});

export const tpmRoots = pgTable('tpm_roots', {
  id: uuid('id').primaryKey().defaultRandom(),
  subject: text('subject').notNull(),
  thumbprint: text('thumbprint').notNull().unique(),
  certificate: bytes('certificate').notNull(),
  validUntil: instant('valid_until').notNull(),
  addedAt: instant('added_at').notNull(),
});

/** Open challenges: each is deleted by the answer that uses it. */
export const challenges = pgTable(
  'challenges',
  {
    id: bytes('id').primaryKey(),
    ekHash: text('ek_hash').notNull(),
    akPublic: bytes('ak_public').notNull(),
    secret: bytes('secret').notNull(),
    nonce: bytes('nonce').notNull(),
    /** Records of this TPM as they were when the challenge was made. */
    known: jsonb('known').notNull().default([]),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('challenges_by_expiry').on(table.expiresAt)],
);

/** Hosts whose TPM is not authorised; all of it is their own claim. Bounded: the oldest go. */
export const waitingHosts = pgTable(
  'waiting_hosts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ekHash: text('ek_hash').notNull().unique(),
    ekPublic: bytes('ek_public').notNull(),
    ekCertificate: bytes('ek_certificate'),
    claimedName: text('claimed_name').notNull(),
    eventLog: text('event_log').references(() => eventLogs.digest),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    attempts: integer('attempts').notNull().default(1),
    /** When its last verdict was written: an impatient host does not fill the log. */
    lastVerdictAt: instant('last_verdict_at').notNull(),
  },
  (table) => [index('waiting_hosts_by_time').on(table.lastSeenAt)],
);

/** The attestation log. `body` is the contract's verdict. */
export const verdicts = pgTable(
  'verdicts',
  {
    id: uuid('id').primaryKey(),
    at: instant('at').notNull(),
    ekHash: text('ek_hash').notNull(),
    hostName: text('host_name'),
    authorized: boolean('authorized').notNull(),
    status: text('status').notNull(),
    eventLog: text('event_log'),
    body: jsonb('body').notNull(),
    baseline: text('baseline').generatedAlwaysAs(sql`body ->> 'baseline'`),
    /** Whether the quote of an authorised TPM proved the log, whatever the policies said of it. */
    isLogProven: boolean('is_log_proven').generatedAlwaysAs(
      sql`authorized and body -> 'checks' @> '[{"id":"event-log-replay","outcome":"passed"},{"id":"event-log-accounted","outcome":"passed"},{"id":"event-log-finished","outcome":"passed"}]'`,
    ),
  },
  (table) => [
    index('verdicts_by_time').on(table.at),
    index('verdicts_by_log').on(table.eventLog),
    index('verdicts_by_tpm').on(table.ekHash, table.at),
  ],
);

/** What readers are told, in the order of its numbers: they are given out under one lock. */
export const feedEntries = pgTable('feed_entries', {
  sequence: bigint('sequence', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  /** The contract's feed entry without its sequence. */
  body: jsonb('body').notNull(),
});

/** Certificates of this HGS with their private keys, sealed by a key that is not in the database. */
export const serviceKeys = pgTable(
  'service_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    purpose: text('purpose').notNull(),
    certificate: bytes('certificate').notNull(),
    thumbprint: text('thumbprint').notNull().unique(),
    /** PKCS#8 under AES-256-GCM. */
    sealedKey: bytes('sealed_key').notNull(),
    validUntil: instant('valid_until').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('service_keys_by_purpose').on(table.purpose)],
);
