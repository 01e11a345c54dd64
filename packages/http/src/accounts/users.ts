import { accountSchema, type Database } from '@gatehouse/database';
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { ProblemError } from '../problem-error.ts';
import type { StoredUser } from './accounts.ts';
import { hashPassword } from './password-hash.ts';

const { users } = accountSchema;

/** Serialises what depends on how many administrators there are. */
const administratorLock = 0x6a7e_4006;

export const lockAdministrators = (db: Database) =>
  db.execute(sql`select pg_advisory_xact_lock(${administratorLock})`);

/** People only: an automation user has no password. */
const people = isNotNull(users.passwordHash);

export const countAdministrators = (db: Database, role: string): Promise<number> =>
  db.$count(users, and(eq(users.role, role), people));

const columns = {
  id: users.id,
  username: users.username,
  role: users.role,
  createdAt: users.createdAt,
  lastSignIn: users.lastSignIn,
};

const isOneOf = <Role extends string>(roles: readonly Role[], role: string): role is Role =>
  roles.some((known) => known === role);

const stored = <Role extends string>(
  row: Omit<StoredUser, 'role'> & { readonly role: string },
  roles: readonly Role[],
): StoredUser<Role> => {
  const { role } = row;
  if (!isOneOf(roles, role)) throw new Error(`user ${row.username} has the unknown role ${role}`);
  return { ...row, role };
};

export const listPeople = async <Role extends string>(
  db: Database,
  roles: readonly Role[],
): Promise<StoredUser<Role>[]> => {
  const rows = await db.select(columns).from(users).where(people).orderBy(asc(users.username));
  return rows.map((row) => stored(row, roles));
};

/** Throws `conflict` when the name is taken. */
export const insertUser = async <Role extends string>(
  db: Database,
  roles: readonly Role[],
  input: { readonly username: string; readonly password: string; readonly role: Role },
): Promise<StoredUser<Role>> => {
  const [row] = await db
    .insert(users)
    .values({
      username: input.username,
      role: input.role,
      passwordHash: await hashPassword(input.password),
    })
    .onConflictDoNothing()
    .returning(columns);
  if (row) return stored(row, roles);
  throw new ProblemError(
    'conflict',
    `There is a user ${input.username} already.`,
    'Choose another user name.',
  );
};

/** Throws `not-found`, or `conflict` for the last administrator. Sessions go with the user. */
export const deleteUser = <Role extends string>(
  db: Database,
  roles: readonly [Role, ...Role[]],
  id: string,
): Promise<StoredUser<Role>> =>
  db.transaction(async (transaction) => {
    await lockAdministrators(transaction);
    const [row] = await transaction
      .delete(users)
      .where(and(eq(users.id, id), people))
      .returning(columns);
    if (!row) {
      throw new ProblemError('not-found', 'There is no such user.', 'Reload the list of users.');
    }
    if (row.role === roles[0] && (await countAdministrators(transaction, roles[0])) === 0) {
      throw new ProblemError(
        'conflict',
        `${row.username} is the last administrator.`,
        'Add another administrator first.',
      );
    }
    return stored(row, roles);
  });
