import { randomBytes } from 'node:crypto';
import { appendFile, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isPostgres, recordedPid, removeStalePidFile } from './postmaster.ts';
import { type RunAs, runProgram } from './run-program.ts';

/** How clients reach a cluster: a private folder with its socket, or a loopback port (Windows). */
export type Address =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'loopback'; readonly port: number };

/** One PostgreSQL data folder and the programs that work on it. */
export interface Cluster {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly as: RunAs | undefined;
  readonly address: Address;
  /** Extra lines of postgresql.conf. */
  readonly settings: readonly string[];
}

/** Name of the bootstrap superuser; nothing but the supervisor signs in as it. */
export const superuser = 'gatehouse_supervisor';

export const newPassword = (): string => randomBytes(32).toString('base64url');

const explain = (what: string, output: string, dataDir: string): EmbeddedPostgresError => {
  const line = output.split('\n').findLast((text) => /error|fatal|could not|no space/i.test(text));
  return new EmbeddedPostgresError(
    `PostgreSQL could not be ${what} in ${dataDir} (${(line ?? output.split('\n').at(-1) ?? '').trim()}): ` +
      `look at ${join(dirname(dataDir), 'postgres.log')}, or choose another folder with GATEHOUSE_DATA.`,
  );
};

/** Whether the folder holds a cluster of our version; throws if it is of another one. */
export const isInitialised = async (cluster: Cluster): Promise<boolean> => {
  const found = await readFile(join(cluster.dataDir, 'PG_VERSION'), 'utf8').catch(() => null);
  if (found === null) return false;
  const major = cluster.binaries.version.split('.')[0];
  if (found.trim() === major) return true;
  throw new EmbeddedPostgresError(
    `${cluster.dataDir} was written by PostgreSQL ${found.trim()} and this is ${major}: move its ` +
      'contents over with pg_dump and pg_restore, or choose another folder with GATEHOUSE_DATA.',
  );
};

/** `initdb`: scram for everybody, checksums, UTF-8, an order of text that no system library changes. */
export const initialise = async (cluster: Cluster, password: string): Promise<void> => {
  const { dataDir, as, binaries } = cluster;
  // Made beside and moved when it is whole: an interrupted initialisation is no cluster.
  const partial = `${dataDir}.new`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(dataDir), `.initdb-${process.pid}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (as) await chown(partial, as.uid, as.gid);
    if (as) await chown(passwordFile, as.uid, as.gid);
    const { exitCode, output } = await runProgram(
      binaries.program('initdb'),
      [
        '--pgdata',
        partial,
        '--username',
        superuser,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
      ],
      { as, cwd: partial },
    );
    if (exitCode !== 0) throw explain('initialised', output, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await appendFile(join(partial, 'postgresql.conf'), "\ninclude_if_exists = 'gatehouse.conf'\n");
  await rename(partial, dataDir);
};

const configuration = ({ address, settings }: Cluster): string =>
  [
    '# Written at each start.',
    ...(address.kind === 'socket'
      ? [
          `listen_addresses = ''`,
          `unix_socket_directories = '${address.folder.replaceAll("'", "''")}'`,
        ]
      : [`listen_addresses = '127.0.0.1'`, `port = ${address.port}`]),
    'unix_socket_permissions = 0700',
    'max_connections = 200',
    'password_encryption = scram-sha-256',
    "log_line_prefix = '%m [%p] %d '",
    ...settings,
    '',
  ].join('\n');

/** The server that runs on the folder, if one does; clears away the traces of one that was killed. */
export const survivor = async (dataDir: string): Promise<number | null> => {
  const pid = await recordedPid(dataDir);
  if (pid !== null && (await isPostgres(pid))) return pid;
  await removeStalePidFile(dataDir);
  return null;
};

const logOf = (dataDir: string) => join(dirname(dataDir), 'postgres.log');

const pgCtl = (cluster: Cluster, args: readonly string[]) =>
  runProgram(cluster.binaries.program('pg_ctl'), ['--pgdata', cluster.dataDir, ...args], {
    as: cluster.as,
    cwd: cluster.dataDir,
  });

/** Starts the server and returns its process id once it accepts connections. */
export const start = async (cluster: Cluster): Promise<number> => {
  const { dataDir, as, address } = cluster;
  const own = async (path: string) => as && chown(path, as.uid, as.gid);
  if (address.kind === 'socket') {
    await mkdir(address.folder, { recursive: true, mode: 0o700 });
    await own(address.folder);
    // The folder is this cluster's alone and nothing runs on it: what is there a killed server left.
    for (const left of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
      await rm(join(address.folder, left), { force: true });
    }
  }
  await writeFile(join(dataDir, 'gatehouse.conf'), configuration(cluster), { mode: 0o600 });
  await own(join(dataDir, 'gatehouse.conf'));
  const log = logOf(dataDir);
  await appendFile(log, '', { mode: 0o600 });
  await own(log);
  const { exitCode, output } = await pgCtl(cluster, [
    'start',
    '--wait',
    '--timeout=60',
    '--log',
    log,
  ]);
  const pid = await recordedPid(dataDir);
  if (exitCode === 0 && pid !== null) return pid;
  const tail = await readFile(log, 'utf8').catch(() => '');
  throw explain('started', tail.split('\n').slice(-30).join('\n') || output, dataDir);
};

/** `pg_ctl stop -m fast`: rolls back what is open, writes a checkpoint. */
export const stop = async (cluster: Cluster): Promise<void> => {
  const { exitCode, output } = await pgCtl(cluster, [
    'stop',
    '--mode=fast',
    '--wait',
    '--timeout=30',
  ]);
  if (exitCode !== 0 && (await survivor(cluster.dataDir)) !== null) {
    throw explain('stopped', output, cluster.dataDir);
  }
};

/** sockaddr_un holds 107 bytes on Linux and 103 on macOS, with the name of the socket in it. */
const longestSocketFolder = 103 - '/.s.PGSQL.5432'.length;

/** A folder for the socket: next to the data, or for a long path a short one in the temporary folder. */
export const socketFolderOf = (dataDir: string, digest: string): string => {
  const beside = join(dirname(dataDir), 'postgres-socket');
  return Buffer.byteLength(beside) <= longestSocketFolder
    ? beside
    : join(tmpdir(), `gatehouse-${digest}`);
};
