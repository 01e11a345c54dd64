import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const patience = 120_000;

/**
 * Does `work` while no other process of this machine does. The lock is a folder whose holder renews
 * it while it lives; the process id of a holder that was killed may be somebody else's by now.
 */
export const exclusively = async <T>(lockfilePath: string, work: () => Promise<T>): Promise<T> => {
  const release = await taken(lockfilePath, Date.now() + patience);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
};

const taken = async (lockfilePath: string, until: number): Promise<() => Promise<void>> => {
  for (;;) {
    try {
      return await lock(lockfilePath, {
        lockfilePath,
        realpath: false,
        stale: 15_000,
        update: 3000,
        // A machine that slept meanwhile: nothing can be taken back, and both only adopt what runs.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (!isHeld(error)) {
        throw new EmbeddedPostgresError(
          `${lockfilePath} cannot be made (${String(error)}): see to room and rights there, or choose another folder with GATEHOUSE_DATA.`,
          { cause: error },
        );
      }
      if (Date.now() > until) {
        throw new EmbeddedPostgresError(
          `Another process has been starting the database for two minutes (${lockfilePath}): end it and start again.`,
          { cause: error },
        );
      }
      await delay(100);
    }
  }
};

const isHeld = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ELOCKED';
