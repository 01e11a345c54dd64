import type { Logger } from 'pino';
import type { Fleet } from '../fleet/fleet.ts';
import type { PollIntervals } from '../health/fold-input.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { ReplicaChannel } from '../replicas/replica-channel.ts';
import { type FeedReader, startFeedReader } from './feed-reader.ts';
import type { FeedStore } from './feed-store.ts';
import type { HgsFollower } from './hgs-follower.ts';

/** Ids of verdicts that fit into one notification. */
const verdictsTogether = 100;
/** Seconds that a long poll waits at most; the feed is heard at least as often as hosts are read. */
const longestWait = 20;

/** Reads the feed into the fleet, keeps what it told, and tells the other replicas. */
export const followFeed = (options: {
  readonly hgs: { readonly url: string; readonly readerToken: string };
  readonly fleet: Fleet;
  readonly follower: HgsFollower;
  readonly jobs: Jobs;
  readonly tell: ReplicaChannel['tell'];
  readonly store: FeedStore;
  readonly intervals: PollIntervals;
  readonly clock: () => Date;
  readonly logger: Logger;
}): FeedReader => {
  const { clock, fleet, jobs, logger, store, tell } = options;
  const seconds = Math.floor(options.intervals.services / 1000);
  return startFeedReader({
    url: options.hgs.url,
    token: options.hgs.readerToken,
    store,
    clock,
    logger,
    waitSeconds: Math.min(Math.max(seconds, 1), longestWait),
    onEntries: (entries) => options.follower.take(entries),
    onSaved: async (entries) => {
      const ids = entries.flatMap((entry) => (entry.kind === 'verdict' ? [entry.verdict.id] : []));
      for (let at = 0; at < ids.length; at += verdictsTogether) {
        await tell({ verdicts: ids.slice(at, at + verdictsTogether) });
      }
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
    onMissed: () => {
      // What the missed entries said is asked of the hosts themselves: each attests anew.
      const hosts = [...fleet.hosts()].filter(({ record }) => record.guarded);
      if (hosts.length === 0) return;
      jobs
        .start({ kind: 'attest', hosts, startedBy: 'Gatehouse' })
        .catch((error) => logger.error({ err: error }, 'hosts could not be told to attest'));
    },
  });
};
