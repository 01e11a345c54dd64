import { setTimeout as delay } from 'node:timers/promises';
import type { OpenDatabase } from '@gatehouse/database';
import type { Logger } from 'pino';
import { feedChannel } from './feed-store.ts';

/** Wakes waiting readers of the feed, whichever replica appended. */
export interface FeedAnnouncements {
  /** Resolves at the next announcement, after `milliseconds`, or when `signal` is aborted. */
  next(milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a connection of its own; takes a new one when it breaks, and wakes everybody then. */
export async function listenForFeed(
  database: OpenDatabase,
  logger: Logger,
): Promise<FeedAnnouncements> {
  const waiting = new Set<() => void>();
  const closing = new AbortController();
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };
  const listen = async () => {
    const client = await database.pool.connect();
    const broken = new Promise<void>((resolve) => {
      client.once('error', () => resolve());
      client.once('end', () => resolve());
      closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', wakeAll);
    await client.query(`listen ${feedChannel}`);
    return { client, broken };
  };
  const keepListening = async (first: Awaited<ReturnType<typeof listen>>): Promise<void> => {
    let current: typeof first | null = first;
    while (!closing.signal.aborted) {
      await current?.broken;
      current?.client.release(true);
      current = null;
      if (closing.signal.aborted) return;
      wakeAll();
      current = await listen().catch(async (error: unknown) => {
        logger.warn({ error }, 'cannot listen for feed entries; trying again');
        await delay(1000);
        return null;
      });
    }
    current?.client.release(true);
  };
  const listening = keepListening(await listen());

  return {
    next: (milliseconds, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted || closing.signal.aborted) done();
      }),
    close: async () => {
      closing.abort();
      wakeAll();
      await listening;
    },
  };
}
