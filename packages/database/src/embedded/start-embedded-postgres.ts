import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseName } from '../database-name.ts';
import { findBinaries } from './binaries.ts';
import {
  type Address,
  type Cluster,
  initialise,
  isInitialised,
  socketFolderOf,
  start,
  stop,
  superuser,
  survivor,
} from './cluster.ts';
import { type Credentials, createCredentials, readCredentials } from './credentials.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { exclusively } from './exclusive.ts';
import { place } from './placement.ts';
import { recordedPort } from './postmaster.ts';
import { ensureRoles, roleOf } from './roles.ts';
import { chooseRunAs } from './unprivileged-user.ts';

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster, its log and its passwords; made if it is missing. */
  readonly dataDir: string;
  /** One line each for what a person may want to know: a folder moved, a survivor adopted. */
  readonly report?: (line: string) => void;
  /** Further lines of postgresql.conf. */
  readonly settings?: readonly string[];
}

export interface EmbeddedPostgres {
  /** Connection string of a trust domain's own role to its own database, or to `database`. */
  url(name: DatabaseName, database?: string): string;
  /** Connection string of the superuser; for the supervisor and the tests. */
  readonly supervisorUrl: string;
  /** Whether it was already running and is used as it is. */
  readonly adopted: boolean;
  readonly pid: number;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
}

const connectionString = (address: Address, role: string, password: string, database: string) => {
  const signIn = `${encodeURIComponent(role)}:${encodeURIComponent(password)}`;
  return address.kind === 'socket'
    ? `postgresql://${signIn}@localhost/${database}?host=${encodeURIComponent(address.folder)}`
    : `postgresql://${signIn}@127.0.0.1:${address.port}/${database}`;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const addressOf = async (dataDir: string, digest: string): Promise<Address> =>
  process.platform === 'win32'
    ? { kind: 'loopback', port: (await recordedPort(dataDir)) ?? (await freePort()) }
    : { kind: 'socket', folder: socketFolderOf(dataDir, digest) };

const connected = async (url: string, dataDir: string): Promise<pg.Client> => {
  const until = Date.now() + 20_000;
  for (;;) {
    const attempt = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    try {
      await attempt.connect();
      return attempt;
    } catch (error) {
      const starting = error instanceof Error && 'code' in error && error.code === '57P03';
      if (!starting || Date.now() > until) {
        throw new EmbeddedPostgresError(
          `The PostgreSQL in ${dataDir} runs but does not let us in (${String(error)}): ` +
            'end it with "pg_ctl stop", or choose another folder with GATEHOUSE_DATA.',
          { cause: error },
        );
      }
      await delay(200);
    }
  }
};

/** Whether the server that was found was about to end: a process that was killed is seen a little longer. */
const hasEnded = async (dataDir: string): Promise<boolean> => {
  for (let tries = 0; tries < 25; tries++) {
    if ((await survivor(dataDir)) === null) return true;
    await delay(200);
  }
  return false;
};

/** The passwords and the initialised folder that they open. */
const prepared = async (cluster: Cluster, passwordFile: string): Promise<Credentials> => {
  const found = await readCredentials(passwordFile);
  if (await isInitialised(cluster)) {
    if (found) return found;
    throw new EmbeddedPostgresError(
      `${passwordFile} with the passwords of the database in ${cluster.dataDir} is missing: ` +
        'bring it back from a backup, or choose another folder with GATEHOUSE_DATA.',
    );
  }
  const credentials = found ?? (await createCredentials(passwordFile));
  await initialise(cluster, credentials.supervisor);
  return credentials;
};

/**
 * Runs the PostgreSQL that npm installed, through its own `pg_ctl`: initialises the folder, adopts a
 * server that outlived its supervisor, else starts one; makes a database and role for each trust
 * domain. Throws {@link EmbeddedPostgresError} with one sentence and its remedy.
 */
export const startEmbeddedPostgres = async (
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> => {
  const report = options.report ?? (() => undefined);
  const as = await chooseRunAs(options.dataDir);
  const { folder, digest, binaries } = await place(
    options.dataDir,
    await findBinaries(),
    as,
    report,
  );
  return exclusively(join(folder, 'starting.lock'), async () => {
    const dataDir = join(folder, 'data');
    const cluster: Cluster = {
      dataDir,
      binaries,
      as: await chooseRunAs(dataDir),
      address: await addressOf(dataDir, digest),
      settings: options.settings ?? [],
    };
    const credentials = await prepared(cluster, join(folder, 'credentials.json'));
    const running = await survivor(dataDir);
    if (running !== null) report(`PostgreSQL ${binaries.version} still runs (process ${running})`);
    let pid = running ?? (await start(cluster));
    let adopted = running !== null;
    const urlOf = (role: string, password: string, database: string) =>
      connectionString(cluster.address, role, password, database);
    const supervisorUrl = urlOf(superuser, credentials.supervisor, 'postgres');
    const client = await connected(supervisorUrl, dataDir).catch(async (error: unknown) => {
      if (!adopted || !(await hasEnded(dataDir))) throw error;
      pid = await start(cluster);
      adopted = false;
      return connected(supervisorUrl, dataDir);
    });
    await ensureRoles(client, credentials).finally(() => client.end());
    return {
      supervisorUrl,
      adopted,
      pid,
      url: (name, database = roleOf(name)) => urlOf(roleOf(name), credentials[name], database),
      stop: () => stop(cluster),
    };
  });
};
