import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@gatehouse/database';
import type { Print } from './log-lines.ts';
import { StartError } from './start-error.ts';

export interface Postgres {
  readonly urls: { readonly server: string; readonly hgs: string };
  stop(): Promise<void>;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** How often we look whether the server still lives, in milliseconds. */
const interval = 500;

/** Runs the embedded PostgreSQL, again whenever it dies, until it is stopped. */
export async function supervisePostgres(dataDir: string, print: Print): Promise<Postgres> {
  const start = () => startEmbeddedPostgres({ dataDir, report: (line) => print('postgres', line) });
  let server = await start().catch((error: unknown) => {
    throw error instanceof EmbeddedPostgresError ? new StartError(error.message) : error;
  });
  const stopped = new AbortController();

  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await delay(interval, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted || isAlive(server.pid)) continue;
      print('postgres', 'ended by itself; starting again');
      server = await start().catch((error: unknown) => {
        print('postgres', error instanceof Error ? error.message : String(error));
        return server;
      });
    }
  };

  const watching = watch();
  return {
    urls: { server: server.url('server'), hgs: server.url('hgs') },
    async stop() {
      stopped.abort();
      await watching;
      await server.stop();
    },
  };
}
