import { setMaxListeners } from 'node:events';
import type { HostConnection } from '@gatehouse/fabric';
import type { Logger } from 'pino';
import type { Fleet } from '../fleet/fleet.ts';
import type { PollIntervals, Tier } from '../health/fold-input.ts';
import type { ConnectToHost } from '../hosts/connect-to-host.ts';
import { readTiers, type TierOutcome } from '../hosts/read-tiers.ts';
import {
  afterRound,
  dueTiers,
  firstSchedule,
  type HostSchedule,
  nextDue,
  patienceOf,
} from './poll-schedule.ts';

export interface Poller {
  /** Begins or stops the regular rounds; reading on demand works in either case. */
  setActive(active: boolean): void;
  /** Reads these tiers now, or joins a round that starts after this call. Null: the host is gone. */
  readNow(id: string, tiers: readonly Tier[], signal?: AbortSignal): Promise<TierOutcome | null>;
  /** Reads soon, without waiting for it; several calls within a moment are one round. */
  readSoon(id: string, tiers: readonly Tier[]): void;
  /** The host or its credentials changed: the connection is made anew. */
  forget(id: string): void;
  readonly running: number;
  close(): Promise<void>;
}

export interface PollerOptions {
  readonly fleet: Fleet;
  readonly connect: ConnectToHost;
  readonly intervals: PollIntervals;
  readonly clock: () => Date;
  readonly random: () => number;
  readonly logger: Logger;
  /** How many hosts are read at the same time. */
  readonly concurrency: number;
  /** Milliseconds of one round of a host. */
  readonly onRound?: (milliseconds: number, reachable: boolean) => void;
}

export const allTiers: readonly Tier[] = ['reachability', 'services', 'platform'];
const tickMilliseconds = 100;
const soonMilliseconds = 150;

/** Reads hosts by tiers, each host on a schedule of its own, never one host twice at a time. */
export const createPoller = (options: PollerOptions): Poller => {
  const { fleet, connect, intervals, clock, random, logger } = options;
  const schedules = new Map<string, HostSchedule>();
  const connections = new Map<string, { readonly key: string; readonly open: HostConnection }>();
  const lines = new Map<string, Promise<unknown>>();
  const soon = new Map<string, Set<Tier>>();
  const stopping = new AbortController();
  // Every call to a host that is under way hears it.
  setMaxListeners(0, stopping.signal);
  let active = false;
  let scheduled = 0;

  const now = () => clock().getTime();

  const connectionOf = async (id: string): Promise<HostConnection | null> => {
    const record = fleet.get(id)?.record;
    if (record === undefined) return null;
    const key = `${record.name} ${record.runAsAccountId}`;
    const known = connections.get(id);
    if (known?.key === key) return known.open;
    known?.open.close();
    const opened = await connect(record);
    connections.set(id, { key, open: opened });
    return opened;
  };

  const round = async (id: string, tiers: ReadonlySet<Tier>, signal?: AbortSignal) => {
    const connection = await connectionOf(id);
    if (connection === null) return null;
    const started = performance.now();
    const both =
      signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
    const outcome = await readTiers(connection, tiers, clock, both);
    options.onRound?.(performance.now() - started, outcome.reachable);
    const before = schedules.get(id) ?? firstSchedule(now(), 0, random);
    const after = afterRound(
      before,
      { read: tiers, reachable: outcome.reachable, at: now() },
      intervals,
      random,
    );
    schedules.set(id, after);
    fleet.setPatience(id, patienceOf(after.failures));
    fleet.read(id, outcome.readings);
    for (const error of outcome.failures) {
      logger.debug({ err: error, host: fleet.get(id)?.record.name }, 'a part cannot be read');
    }
    return outcome;
  };

  /** One after the other on each host; a failed round does not stop the next. */
  const inLine = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const result = (lines.get(id) ?? Promise.resolve()).then(work, work);
    const settled = result.catch(() => undefined);
    lines.set(id, settled);
    void settled.then(() => {
      if (lines.get(id) === settled) lines.delete(id);
    });
    return result;
  };

  const scheduledRound = async (id: string, tiers: ReadonlySet<Tier>) => {
    scheduled += 1;
    try {
      await inLine(id, () => round(id, tiers));
    } catch (error) {
      if (stopping.signal.aborted) return;
      logger.warn({ err: error, host: fleet.get(id)?.record.name }, 'a host cannot be polled');
      // Whatever it was, it is tried again later and not at every tick.
      const later = now() + intervals.reachability;
      schedules.set(id, {
        failures: 0,
        due: { reachability: later, services: later, platform: later },
      });
    } finally {
      scheduled -= 1;
    }
  };

  const forgetGone = () => {
    for (const id of schedules.keys()) {
      if (fleet.get(id) === null) forget(id);
    }
  };
  const forget = (id: string) => {
    connections.get(id)?.open.close();
    connections.delete(id);
    schedules.delete(id);
  };

  /** Ids of the hosts that are due and not being read, the longest due first. */
  const dueHosts = (at: number): readonly string[] => {
    const spread = Math.min(fleet.size * 20, intervals.reachability);
    const due: { readonly id: string; readonly next: number }[] = [];
    for (const { record } of fleet.hosts()) {
      const schedule = schedules.get(record.id) ?? firstSchedule(at, spread, random);
      schedules.set(record.id, schedule);
      const next = nextDue(schedule);
      if (next <= at && !lines.has(record.id)) due.push({ id: record.id, next });
    }
    return due.sort((left, right) => left.next - right.next).map(({ id }) => id);
  };

  const tick = () => {
    if (!active) return;
    if (schedules.size > fleet.size) forgetGone();
    const at = now();
    for (const id of dueHosts(at).slice(0, Math.max(options.concurrency - scheduled, 0))) {
      const schedule = schedules.get(id);
      if (schedule !== undefined) void scheduledRound(id, dueTiers(schedule, at));
    }
  };
  const timer = setInterval(tick, tickMilliseconds);

  const readNow = (id: string, tiers: readonly Tier[], signal?: AbortSignal) =>
    inLine(id, () => round(id, new Set(tiers), signal));

  return {
    setActive: (next) => {
      active = next;
      if (!next) schedules.clear();
    },
    readNow,
    readSoon: (id, tiers) => {
      const waiting = soon.get(id);
      if (waiting !== undefined) {
        for (const tier of tiers) waiting.add(tier);
        return;
      }
      soon.set(id, new Set(tiers));
      setTimeout(() => {
        const wanted = soon.get(id) ?? new Set<Tier>();
        soon.delete(id);
        if (!stopping.signal.aborted) void scheduledRound(id, wanted);
      }, soonMilliseconds);
    },
    forget,
    get running() {
      return scheduled;
    },
    close: async () => {
      clearInterval(timer);
      active = false;
      stopping.abort();
      await Promise.allSettled(lines.values());
      for (const { open } of connections.values()) open.close();
      connections.clear();
    },
  };
};
