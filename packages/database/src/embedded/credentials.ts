import { readFile, rename, writeFile } from 'node:fs/promises';
import { newPassword } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const owners = ['supervisor', 'server', 'hgs'] as const;

/** Passwords of the cluster's roles; the file is readable by us alone. */
export type Credentials = Readonly<Record<(typeof owners)[number], string>>;

const isCredentials = (value: unknown): value is Credentials =>
  typeof value === 'object' &&
  value !== null &&
  owners.every((owner) => typeof Reflect.get(value, owner) === 'string');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const readCredentials = async (file: string): Promise<Credentials | null> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const value = parsed(text);
  if (isCredentials(value)) return value;
  throw new EmbeddedPostgresError(
    `${file} holds the passwords of the database and cannot be read: bring it back from a backup, ` +
      'or choose another folder with GATEHOUSE_DATA.',
  );
};

/** Written whole before the cluster that uses it exists, so that none is ever without. */
export const createCredentials = async (file: string): Promise<Credentials> => {
  const made = { supervisor: newPassword(), server: newPassword(), hgs: newPassword() };
  await writeFile(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
};
