import type { Logger } from 'pino';
import type { Fleet } from '../fleet/fleet.ts';
import type { PollIntervals } from '../health/fold-input.ts';
import type { ReplicaChannel } from '../replicas/replica-channel.ts';
import { createHgsAsker } from './ask-hgs.ts';
import { type FeedReader, startFeedReader } from './feed-reader.ts';
import type { FeedStore } from './feed-store.ts';
import type { HgsFollower } from './hgs-follower.ts';
import { readMissed } from './read-missed.ts';

/** Ids of verdicts that fit into one notification. */
const verdictsTogether = 100;
/** Seconds that a long poll waits at most; the feed is heard at least as often as hosts are read. */
const longestWait = 20;

/** Reads the feed into the fleet, keeps what it told, and tells the other replicas. */
export const followFeed = (options: {
  readonly hgs: { readonly url: string; readonly readerToken: string };
  readonly fleet: Fleet;
  readonly follower: HgsFollower;
  readonly tell: ReplicaChannel['tell'];
  readonly store: FeedStore;
  readonly intervals: PollIntervals;
  readonly clock: () => Date;
  readonly logger: Logger;
}): FeedReader => {
  const { clock, fleet, logger, store, tell } = options;
  const seconds = Math.floor(options.intervals.services / 1000);
  const ask = createHgsAsker({ url: options.hgs.url, token: options.hgs.readerToken });
  const tellVerdicts = async (ids: readonly string[]) => {
    for (let at = 0; at < ids.length; at += verdictsTogether) {
      await tell({ verdicts: ids.slice(at, at + verdictsTogether) });
    }
  };
  return startFeedReader({
    url: options.hgs.url,
    ask,
    store,
    clock,
    logger,
    waitSeconds: Math.min(Math.max(seconds, 1), longestWait),
    onEntries: (entries) => options.follower.take(entries),
    onSaved: async (entries) => {
      const ids = entries.flatMap((entry) => (entry.kind === 'verdict' ? [entry.verdict.id] : []));
      await tellVerdicts(ids);
      if (ids.length < entries.length) await tell({ reload: true });
    },
    onHeard: (at) => {
      const { connected, since } = fleet.feed;
      const heardAt = at.toISOString();
      fleet.setFeed({ connected: true, since: connected ? since : heardAt, heardAt });
    },
    onLost: (error) => {
      const { connected, heardAt, since } = fleet.feed;
      if (!connected && since !== null) return;
      logger.warn({ err: error }, 'the feed of hgs is not heard');
      fleet.setFeed({ connected: false, since: clock().toISOString(), heardAt });
    },
    onMissed: async (signal) => {
      const missed = await readMissed(ask, store.isAnyKnown, signal);
      const standings = await store.catchUp(missed);
      for (const verdict of missed.verdicts) fleet.addVerdict(verdict);
      for (const standing of standings) fleet.addStanding(standing);
      await tellVerdicts(missed.verdicts.map(({ id }) => id));
      await tell({ reload: true });
    },
  });
};
