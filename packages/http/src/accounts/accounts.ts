import type { AuditEntry } from '@gatehouse/contracts';
import type { Database } from '@gatehouse/database';
import type { Actor } from '../handler.ts';

export interface AccountsOptions<Role extends string> {
  readonly db: Database;
  /** The first role is the administrator's. */
  readonly roles: readonly [Role, ...Role[]];
  readonly clock: () => Date;
}

export interface StoredUser<Role extends string = string> {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly lastSignIn: Date | null;
}

export interface StartedSession {
  /** Goes into the cookie and nowhere else. */
  readonly token: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  readonly actor: Actor;
}

export interface CurrentSession {
  readonly csrfToken: string;
  readonly expiresAt: Date;
  readonly actor: Actor;
}

export interface AuditRecord {
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly outcome: AuditEntry['outcome'];
}

export interface AuditQuery {
  readonly limit: number;
  readonly offset: number;
  readonly sort?: string | undefined;
  /** Words and `actor:`, `action:`, `object:`, `outcome:` tokens. */
  readonly filter?: string | undefined;
}

/** Users, sessions and the audit log of one trust domain, in its own database. */
export interface Accounts<Role extends string = string> {
  /** Whether nobody can sign in yet. */
  setupRequired(): Promise<boolean>;
  /** Called once at start, after migrations. */
  prepare(options: {
    /** Makes `admin` if there is no administrator yet (GATEHOUSE_ADMIN_PASSWORD). */
    readonly adminPassword?: string | undefined;
    /** Opens the set-up link while there is no administrator (GATEHOUSE_SETUP_TOKEN). */
    readonly setupToken?: string | undefined;
    /** Token of a 15-minute session of user `seed` (GATEHOUSE_SEED_SESSION). */
    readonly seedSession?: string | undefined;
  }): Promise<void>;
  /** Makes the first administrator. */
  setUp(input: {
    readonly token: string;
    readonly username: string;
    readonly password: string;
    readonly address: string;
  }): Promise<StartedSession>;
  signIn(input: {
    readonly username: string;
    readonly password: string;
    readonly address: string;
  }): Promise<StartedSession>;
  /** The session behind a cookie's token; null when unknown, idle too long or expired. */
  sessionOf(token: string): Promise<CurrentSession | null>;
  signOut(token: string): Promise<void>;
  listUsers(): Promise<readonly StoredUser<Role>[]>;
  addUser(input: {
    readonly username: string;
    readonly password: string;
    readonly role: Role;
  }): Promise<StoredUser<Role>>;
  /** Ends the user's sessions too. The last administrator stays: `conflict`. */
  removeUser(id: string): Promise<StoredUser<Role>>;
  /** For what happens outside of a request (jobs); requests are recorded by the service. */
  recordAudit(entry: AuditRecord): Promise<void>;
  listAudit(query: AuditQuery): Promise<{ readonly items: AuditEntry[]; readonly total: number }>;
}
