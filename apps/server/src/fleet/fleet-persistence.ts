import type { Logger } from 'pino';
import type { Fleet, HostState } from './fleet.ts';
import type { FleetStore } from './fleet-store.ts';

export interface FleetPersistence {
  markDirty(id: string): void;
  /** Writes what is dirty now. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface FleetPersistenceOptions {
  readonly fleet: () => Pick<Fleet, 'get'>;
  readonly store: Pick<FleetStore, 'saveStates'>;
  readonly clock: () => Date;
  readonly logger: Logger;
  /** Milliseconds between two writes. */
  readonly every: number;
  /** Called with what was written, for the other replicas. */
  readonly onSaved: (ids: readonly string[]) => Promise<void>;
}

/** Hosts of one statement: others use the database meanwhile, and one state that it refuses holds up no more. */
const hostsAtOnce = 500;

/** Writes all changes of an interval; what could not be written is tried again with the next. */
export const createFleetPersistence = (options: FleetPersistenceOptions): FleetPersistence => {
  const { fleet, store, clock, logger, onSaved } = options;
  let dirty = new Set<string>();
  let writing: Promise<void> = Promise.resolve();

  const save = async (ids: readonly string[]) => {
    const states = new Map<string, HostState>();
    for (const id of ids) {
      const host = fleet().get(id);
      if (host !== null) states.set(id, { readings: host.readings, nodes: host.nodes });
    }
    try {
      await store.saveStates(states, clock());
      await onSaved([...states.keys()]);
    } catch (error) {
      for (const id of ids) dirty.add(id);
      logger.error({ err: error }, 'the state of hosts could not be saved');
    }
  };
  const write = async () => {
    const ids = [...dirty];
    dirty = new Set();
    for (let from = 0; from < ids.length; from += hostsAtOnce)
      await save(ids.slice(from, from + hostsAtOnce));
  };
  const flush = () => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void flush(), options.every);
  return {
    markDirty: (id) => dirty.add(id),
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
};
