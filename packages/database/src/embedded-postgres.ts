import type { DatabaseName } from './open-database.ts';

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made if it is missing. */
  readonly dataDir: string;
  /** One line each for what a person may want to know (a folder moved, a survivor adopted). */
  readonly report?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Connection string of one trust domain's own role. */
  url(name: DatabaseName): string;
  /** Whether it was already running and is used as it is. */
  readonly adopted: boolean;
  readonly pid: number;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
}

/**
 * Runs the PostgreSQL that npm installed, through its own `pg_ctl`: initialises the folder, adopts
 * a server that outlived its supervisor, else starts one; makes a database and role for each trust
 * domain. Throws {@link EmbeddedPostgresError} with one sentence and its remedy.
 */
export const startEmbeddedPostgres = (
  _options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> => Promise.reject(new Error('not built yet'));
