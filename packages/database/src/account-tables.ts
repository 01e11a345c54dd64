import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (column: string) => timestamp(column, { withTimezone: true, mode: 'date' });

/** Who can sign in. The same in both trust domains, each in its own database. */
export const users = pgTable('users', {
  id: uuid('id').primaryKey().defaultRandom(),
  username: text('username').notNull().unique(),
  role: text('role').notNull(),
  /** PHC string of argon2id; null for an automation user, who cannot sign in by password. */
  passwordHash: text('password_hash'),
  createdAt: instant('created_at').notNull().defaultNow(),
  lastSignIn: instant('last_sign_in'),
});

/** Sessions, under the SHA-256 of their token: who reads the table cannot use one. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Absolute end, whatever the use. */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_by_user').on(table.userId)],
);

/** Failed sign-ins by address and by user name, so that a restart forgives nobody. */
export const signInThrottles = pgTable('sign_in_throttles', {
  /** `address:…` or `user:…`. */
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  blockedUntil: instant('blocked_until').notNull(),
  /** When the count starts again. */
  forgetAt: instant('forget_at').notNull(),
});

/** Append-only: migrations revoke UPDATE, DELETE and TRUNCATE and refuse them by trigger too. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    object: text('object').notNull(),
    outcome: text('outcome', { enum: ['done', 'refused', 'failed'] }).notNull(),
  },
  (table) => [
    index('audit_entries_by_time').on(table.at),
    check('audit_outcome', sql`${table.outcome} in ('done', 'refused', 'failed')`),
  ],
);
