import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/** Credentials between our own processes; made once, readable by us alone. */
export interface Secrets {
  /** With it the server reads hgs's feed, and can do nothing else. */
  readonly hgsReaderToken: string;
}

export const newToken = (): string => randomBytes(32).toString('base64url');

const isSecrets = (value: unknown): value is Secrets =>
  typeof value === 'object' &&
  value !== null &&
  'hgsReaderToken' in value &&
  typeof value.hgsReaderToken === 'string';

/** Makes the data folder if need be; throws {@link StartError} when it cannot be written. */
export async function prepareDataFolder(data: string): Promise<void> {
  try {
    await mkdir(data, { recursive: true });
    await writeFile(join(data, '.writable'), '');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(
      `The data folder ${data} cannot be written (${why}): make it writable for this user, or name another with GATEHOUSE_DATA.`,
    );
  }
}

export async function secretsOf(data: string): Promise<Secrets> {
  const file = join(data, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) {
    const found: unknown = JSON.parse(text);
    if (isSecrets(found)) return found;
  }
  const made: Secrets = { hgsReaderToken: newToken() };
  await writeFile(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}
