import pg from 'pg';
import type { DatabaseName } from '../database-name.ts';

/** Database and role of a trust domain have the same name. */
export const roleOf = (name: DatabaseName): string => `gatehouse_${name}`;

const quoted = pg.escapeIdentifier;

/**
 * Makes the role of each trust domain and its database, which nobody else can connect to.
 * Passwords are set each time, so that the file with them is the truth.
 */
export const ensureRoles = async (
  client: pg.Client,
  passwords: Readonly<Record<DatabaseName, string>>,
): Promise<void> => {
  for (const name of ['server', 'hgs'] as const) {
    const role = roleOf(name);
    const exists = await client.query('select 1 from pg_roles where rolname = $1', [role]);
    if (exists.rowCount === 0) await client.query(`create role ${quoted(role)} login`);
    await client.query(
      `alter role ${quoted(role)} login nosuperuser nocreatedb nocreaterole password ${pg.escapeLiteral(passwords[name])}`,
    );
    await ensureDatabase(client, role, role);
  }
  for (const database of ['postgres', 'template1']) {
    await client.query(`revoke connect on database ${database} from public`);
  }
};

/** A database that only its owner can connect to. */
export const ensureDatabase = async (
  client: pg.Client,
  database: string,
  owner: string,
): Promise<void> => {
  const exists = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (exists.rowCount === 0) {
    await client.query(`create database ${quoted(database)} owner ${quoted(owner)}`);
  }
  await client.query(`revoke all on database ${quoted(database)} from public`);
};
