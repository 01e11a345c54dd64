import pg from 'pg';
import type { Logger } from 'pino';

export interface Leadership {
  readonly leading: boolean;
  close(): Promise<void>;
}

export interface LeadershipOptions {
  readonly databaseUrl: string;
  readonly logger: Logger;
  /** Milliseconds between two tries. */
  readonly every: number;
  readonly onChange: (leading: boolean) => void;
}

/** The number under which the lock is taken: "gate" in ASCII. */
const lockKey = 0x67617465;

/**
 * One replica at a time polls hosts and reads the feed: the one whose connection holds an advisory lock.
 * PostgreSQL gives the lock back when that connection ends, however the replica ended.
 */
export const standForLeadership = (options: LeadershipOptions): Leadership => {
  const { databaseUrl, logger, every, onChange } = options;
  let client: pg.Client | null = null;
  let leading = false;
  let closed = false;
  let pending: Promise<void> = Promise.resolve();

  const set = (next: boolean) => {
    if (leading === next) return;
    leading = next;
    logger.info({ leading }, leading ? 'this replica polls the hosts' : 'another replica polls');
    onChange(next);
  };
  const attempt = async () => {
    if (closed || leading) return;
    try {
      client ??= await connected();
      const { rows } = await client.query<{ held: boolean }>(
        'select pg_try_advisory_lock($1) as held',
        [lockKey],
      );
      set(rows[0]?.held === true);
    } catch (error) {
      logger.warn({ err: error }, 'leadership cannot be asked for');
      client = null;
    }
  };
  const connected = async () => {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    const lost = () => {
      if (client === next) client = null;
      if (!closed) set(false);
    };
    next.on('error', lost);
    next.on('end', lost);
    await next.connect();
    return next;
  };
  const tick = () => {
    pending = pending.then(attempt);
  };
  tick();
  const timer = setInterval(tick, every);
  return {
    get leading() {
      return leading;
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      await pending;
      await client?.end();
      leading = false;
    },
  };
};
