import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const take = (file: string): Promise<boolean> =>
  writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    },
  );

/** Does `work` while no other process of this machine does, by a file that names who is at it. */
export const exclusively = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  const until = Date.now() + 120_000;
  while (!(await take(file))) {
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (Number.isInteger(holder) && holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    else if (Date.now() > until) {
      throw new EmbeddedPostgresError(
        `Process ${holder} has been starting the database for two minutes: end it, remove ${file}, and start again.`,
      );
    } else await delay(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
