import { ApiError } from './api.ts';

const attempts = 5;
const usualPause = 2_000;

/** A service that restarts is back in seconds; one that refuses has its reasons. */
const mayPass = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === null || error.status >= 500);

/** Runs a task that may be run again, a few times while services do not answer. */
export async function persistently(
  task: () => Promise<void>,
  say: (line: string) => void,
  pauseMilliseconds = usualPause,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (attempt === attempts || !mayPass(error)) throw error;
      say(`${error instanceof Error ? error.message : error}; once more`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}
