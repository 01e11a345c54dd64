import { accountSchema, type Database } from '@gatehouse/database';
import { and, eq, isNull } from 'drizzle-orm';
import { ProblemError } from '../problem-error.ts';
import type { Accounts, AccountsOptions, StartedSession } from './accounts.ts';
import { listAudit, recordAudit } from './audit-log.ts';
import { verifyPassword } from './password-hash.ts';
import { sameSecret, tokenHashOf } from './session-token.ts';
import { endSession, readSession, startSession } from './sessions.ts';
import { beginAttempt } from './sign-in-throttle.ts';
import {
  countAdministrators,
  deleteUser,
  insertUser,
  listPeople,
  lockAdministrators,
} from './users.ts';

const { users } = accountSchema;

const seedUser = 'seed';
const seedSessionLife = 15 * 60_000;

const wrongCredentials = () =>
  new ProblemError(
    'wrong-credentials',
    'The user name or the password is wrong.',
    'Check both; passwords tell upper case from lower case.',
  );

const invalidSetupLink = () =>
  new ProblemError(
    'setup-link-invalid',
    'This set-up link is not valid, or an administrator exists already.',
    'Sign in, or restart the service to get a new link while there is no administrator.',
  );

/** Users, sessions and the audit log of one trust domain; see {@link Accounts}. */
export const createAccounts = <Role extends string>({
  db,
  roles,
  clock,
}: AccountsOptions<Role>): Accounts<Role> => {
  const [administrator] = roles;
  let setupTokenHash: string | null = null;

  const firstAdministrator = (username: string, password: string) =>
    db.transaction(async (transaction) => {
      await lockAdministrators(transaction);
      if ((await countAdministrators(transaction, administrator)) > 0) return null;
      return insertUser(transaction, roles, { username, password, role: administrator });
    });

  const signedIn = async (user: {
    readonly id: string;
    readonly username: string;
    readonly role: string;
  }): Promise<StartedSession> => {
    await db.update(users).set({ lastSignIn: clock() }).where(eq(users.id, user.id));
    return startSession(db, clock(), { id: user.id, username: user.username, role: user.role });
  };

  return {
    setupRequired: async () => (await countAdministrators(db, administrator)) === 0,

    prepare: async ({ adminPassword, setupToken, seedSession }) => {
      if (adminPassword) await firstAdministrator('admin', adminPassword);
      setupTokenHash = setupToken ? tokenHashOf(setupToken) : null;
      if (seedSession) await startSeedSession(db, clock(), administrator, seedSession);
    },

    setUp: async ({ token, username, password, address }) => {
      const attempt = await beginAttempt(db, clock(), { address, username: '(set-up)' });
      const offered = tokenHashOf(token);
      if (setupTokenHash === null || !sameSecret(offered, setupTokenHash)) throw invalidSetupLink();
      const user = await firstAdministrator(username, password);
      if (!user) throw invalidSetupLink();
      await attempt.succeeded();
      return signedIn(user);
    },

    signIn: async ({ username, password, address }) => {
      const attempt = await beginAttempt(db, clock(), { address, username });
      const [user] = await db.select().from(users).where(eq(users.username, username));
      if (!(await verifyPassword(user?.passwordHash ?? null, password)) || !user) {
        throw wrongCredentials();
      }
      await attempt.succeeded();
      return signedIn(user);
    },

    sessionOf: (token) => readSession(db, clock(), token),
    signOut: (token) => endSession(db, token),
    listUsers: () => listPeople(db, roles),
    addUser: (input) => insertUser(db, roles, input),
    removeUser: (id) => deleteUser(db, roles, id),
    recordAudit: (entry) => recordAudit(db, clock(), entry),
    listAudit: (query) => listAudit(db, query),
  };
};

/** The automation user signs in with nothing but this token, for a quarter of an hour. */
const startSeedSession = async (db: Database, at: Date, role: string, token: string) => {
  await db.insert(users).values({ username: seedUser, role }).onConflictDoNothing();
  const [user] = await db
    .select({ id: users.id, username: users.username, role: users.role })
    .from(users)
    .where(and(eq(users.username, seedUser), isNull(users.passwordHash)));
  // A person may have taken the name; then nothing is seeded.
  if (user) await startSession(db, at, user, { token, life: seedSessionLife });
};
