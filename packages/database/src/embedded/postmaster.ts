import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram } from './run-program.ts';

/** The process that `postmaster.pid` (PostgreSQL, src/include/utils/pidfile.h) names; null if none. */
export const recordedPid = async (dataDir: string): Promise<number | null> => {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
};

/** The port in line 4 of `postmaster.pid`. */
export const recordedPort = async (dataDir: string): Promise<number | null> => {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[3]) || null;
};

/** Whether a process is a living PostgreSQL: process ids are reused, and a killed one may be a zombie. */
export const isPostgres = async (pid: number): Promise<boolean> => {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return /^Name:\s*postgres$/m.test(status) && !/^State:\s*[ZX]/m.test(status);
  }
  if (process.platform === 'win32') {
    const { output } = await runProgram('tasklist', ['/FI', `PID eq ${pid}`, '/NH']);
    return output.includes('postgres.exe');
  }
  const { output } = await runProgram('ps', ['-o', 'state=,comm=', '-p', String(pid)]);
  const [state = 'Z', command = ''] = output.split(/\s+/, 2);
  return !state.startsWith('Z') && basename(command) === 'postgres';
};

/** Processes that still work in the folder of a cluster: PostgreSQL's have it as working folder. */
const workersIn = async (dataDir: string): Promise<number[]> => {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (cwd === dataDir && (await isPostgres(pid))) found.push(pid);
  }
  return found;
};

/**
 * Removes a `postmaster.pid` that a killed server left behind. PostgreSQL does so by itself only if
 * the process id is free; after a reboot or in a container it may be somebody else's by now. The
 * file goes only when no server process works in the folder any more: two at once would destroy it.
 */
export const removeStalePidFile = async (dataDir: string, patience = 10_000): Promise<void> => {
  const until = Date.now() + patience;
  for (;;) {
    const workers = await workersIn(dataDir);
    if (workers.length === 0) break;
    if (Date.now() > until) {
      throw new EmbeddedPostgresError(
        `Processes ${workers.join(', ')} of a PostgreSQL that was killed still use ${dataDir}: ` +
          'end them, then start again.',
      );
    }
    await delay(100);
  }
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
};
