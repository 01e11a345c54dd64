import { lock } from 'proper-lockfile';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/**
 * Does `work` while no other process of this machine does. The lock is a folder whose holder renews
 * it while it lives; the process id of a holder that was killed may be somebody else's by now.
 */
export const exclusively = async <T>(lockfilePath: string, work: () => Promise<T>): Promise<T> => {
  const release = await lock(lockfilePath, {
    lockfilePath,
    realpath: false,
    stale: 15_000,
    update: 3000,
    retries: { retries: 1200, factor: 1, minTimeout: 100, maxTimeout: 100 },
    // A machine that slept meanwhile: nothing can be taken back, and both only adopt what runs.
    onCompromised: () => undefined,
  }).catch((error: unknown) => {
    throw new EmbeddedPostgresError(
      `Another process has been starting the database for two minutes (${lockfilePath}): end it and start again.`,
      { cause: error },
    );
  });
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
};
