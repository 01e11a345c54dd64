import { liveTopics } from '@gatehouse/contracts';
import pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';

const channel = 'gatehouse_server';

/** What one replica tells the others: names of rows, never the rows. */
const replicaNews = z.object({
  from: z.string(),
  hosts: z.array(z.string()).default([]),
  removedHosts: z.array(z.string()).default([]),
  jobs: z.array(z.string()).default([]),
  verdicts: z.array(z.string()).default([]),
  topics: z.array(z.enum(liveTopics)).default([]),
  /** Settings, policies or standings changed: read them again. */
  reload: z.boolean().default(false),
  /** Sessions that ended, by their CSRF token's hash, and users that were removed. */
  endedSessions: z.array(z.string()).default([]),
  pollNow: z.array(z.string()).default([]),
});
export type ReplicaNews = z.output<typeof replicaNews>;

export interface ReplicaChannel {
  tell(news: Partial<Omit<ReplicaNews, 'from'>>): Promise<void>;
  close(): Promise<void>;
}

export interface ReplicaChannelOptions {
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly replicaId: string;
  readonly logger: Logger;
  readonly onNews: (news: ReplicaNews) => void;
  /** The line was down: anything may have been missed. */
  readonly onReconnected: () => void;
}

/** A notification holds 8000 bytes; a uuid in JSON takes 39. */
const idsPerNotification = 150;

/** News between replicas over LISTEN and NOTIFY of PostgreSQL, on a connection of its own. */
export const openReplicaChannel = async (
  options: ReplicaChannelOptions,
): Promise<ReplicaChannel> => {
  const { logger, onNews, onReconnected, pool, replicaId } = options;
  let closed = false;
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;

  const connect = async () => {
    const next = new pg.Client({ connectionString: options.databaseUrl });
    next.on('error', (error) => logger.warn({ err: error }, 'the line between replicas is down'));
    next.on('end', reconnectLater);
    next.on('notification', ({ payload }) => {
      const news = parse(payload);
      if (news !== null && news.from !== replicaId) onNews(news);
    });
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
  };
  const reconnectLater = () => {
    client = null;
    if (closed) return;
    clearTimeout(retry);
    retry = setTimeout(() => {
      connect().then(onReconnected, reconnectLater);
    }, 1000);
  };

  await connect();
  return {
    tell: async (news) => {
      for (const part of partsOf(news)) {
        const payload = JSON.stringify({ from: replicaId, ...part });
        await pool.query('select pg_notify($1, $2)', [channel, payload]);
      }
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
};

const parse = (payload: string | undefined): ReplicaNews | null => {
  try {
    return replicaNews.parse(JSON.parse(payload ?? ''));
  } catch {
    return null;
  }
};

const partsOf = (
  news: Partial<Omit<ReplicaNews, 'from'>>,
): readonly Partial<Omit<ReplicaNews, 'from'>>[] => {
  const { hosts = [], ...rest } = news;
  const parts = [];
  for (let at = 0; at < hosts.length; at += idsPerNotification) {
    parts.push({ hosts: hosts.slice(at, at + idsPerNotification) });
  }
  return Object.keys(rest).length > 0 ? [rest, ...parts] : parts;
};
