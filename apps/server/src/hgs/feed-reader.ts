import { setTimeout as delay } from 'node:timers/promises';
import { type FeedEntry, feedRoutes } from '@gatehouse/contracts';
import type { Logger } from 'pino';
import type { AskHgs } from './ask-hgs.ts';
import type { FeedStore } from './feed-store.ts';

export interface FeedReaderOptions {
  /** Address of the hgs: names the position. */
  readonly url: string;
  readonly ask: AskHgs;
  readonly store: FeedStore;
  readonly clock: () => Date;
  readonly logger: Logger;
  /** Seconds that one long poll waits; the feed counts as heard as often as that. */
  readonly waitSeconds: number;
  /** Entries in order, at once; what is thrown here stops nothing. */
  readonly onEntries: (entries: readonly FeedEntry[]) => void;
  /** After the entries are kept, for the other replicas. */
  readonly onSaved: (entries: readonly FeedEntry[]) => Promise<void>;
  readonly onHeard: (at: Date) => void;
  readonly onLost: (error: unknown) => void;
  /** Entries that hgs no longer has were missed: what they said is asked for, until it is known. */
  readonly onMissed: (signal: AbortSignal) => Promise<void>;
}

export interface FeedReader {
  close(): Promise<void>;
}

const pageSize = 500;
/** An answer that does not come this long after its wait is a broken line. */
const graceMilliseconds = 10_000;
const firstRetry = 500;
const lastRetry = 10_000;
/** How often a number that is missing amid others is waited for: its transaction may commit late. */
const waitsForMissing = 10;
const missingDelay = 100;

/**
 * Follows the feed of hgs from the position kept in PostgreSQL. Entries are folded first and kept after:
 * one that was folded and not kept is told again after a restart, and does no harm.
 */
export const startFeedReader = (options: FeedReaderOptions): FeedReader => {
  const { url, store, clock, logger } = options;
  const stopping = new AbortController();

  const ask = (after: number, wait: number) => {
    const timeout = AbortSignal.timeout(wait * 1000 + graceMilliseconds);
    return options.ask(feedRoutes.getFeed, {
      query: { after, wait, limit: pageSize },
      signal: AbortSignal.any([stopping.signal, timeout]),
    });
  };

  /** Whole up to here: a number left out amid others is waited for, then given up. */
  const askWhole = async (after: number) => {
    let answer = await ask(after, options.waitSeconds);
    for (let tries = 0; tries < waitsForMissing && hasHole(answer.entries, after); tries += 1) {
      await delay(missingDelay, undefined, { signal: stopping.signal });
      answer = await ask(after, 0);
    }
    return answer;
  };

  /** One answer of the feed; the position after it. */
  const advance = async (position: number): Promise<number> => {
    const { entries, last, oldest } = await askWhole(position);
    options.onHeard(clock());
    if (last < position) {
      logger.warn({ position, last }, 'the feed begins anew: hgs has another database');
      await options.onMissed(stopping.signal);
      await store.save(url, [], 0);
      return 0;
    }
    if (position > 0 && oldest > position + 1) {
      logger.warn({ position, oldest }, 'entries of the feed were missed');
      await options.onMissed(stopping.signal);
    }
    const fresh = entries.filter(({ sequence }) => sequence > position);
    const end = fresh.at(-1)?.sequence;
    if (end === undefined) return position;
    options.onEntries(fresh);
    await store.save(url, fresh, end);
    await options.onSaved(fresh);
    return end;
  };

  const follow = async () => {
    let position = await store.position(url);
    let retry = firstRetry;
    while (!stopping.signal.aborted) {
      try {
        position = await advance(position);
        retry = firstRetry;
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.onLost(error);
        await delay(retry, undefined, { signal: stopping.signal }).catch(() => undefined);
        retry = Math.min(retry * 2, lastRetry);
      }
    }
  };
  const following = follow().catch((error) => {
    if (!stopping.signal.aborted) logger.error({ err: error }, 'the feed is no longer read');
  });
  return {
    close: async () => {
      stopping.abort();
      await following;
    },
  };
};

/** Whether numbers are missing between entries (or between the position and the first). */
const hasHole = (entries: readonly FeedEntry[], after: number): boolean => {
  const [first] = entries;
  if (first === undefined || (after > 0 && first.sequence !== after + 1))
    return first !== undefined;
  return entries.some(
    (entry, index) => index > 0 && entry.sequence !== (entries[index - 1]?.sequence ?? 0) + 1,
  );
};
