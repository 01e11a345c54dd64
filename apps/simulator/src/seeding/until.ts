/** Waiting took longer than it may. */
export class WaitedTooLongError extends Error {
  override readonly name = 'WaitedTooLongError';
}

export interface WaitOptions {
  readonly timeoutMilliseconds: number;
  readonly pauseMilliseconds?: number;
  /** What is waited for, as the error says it. */
  readonly what: string;
}

/** Asks again and again until there is an answer, for so long and no longer. */
export async function until<T>(
  ask: () => Promise<T | null>,
  { timeoutMilliseconds, pauseMilliseconds = 500, what }: WaitOptions,
): Promise<T> {
  const end = Date.now() + timeoutMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() >= end)
      throw new WaitedTooLongError(`${what}: not within ${timeoutMilliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}
