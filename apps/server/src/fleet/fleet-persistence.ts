import type { Logger } from 'pino';
import type { NodeChange } from '../health/changes-between.ts';
import type { Fleet } from './fleet.ts';
import type { FleetStore, StateToSave } from './fleet-store.ts';

export interface FleetPersistence {
  /** A host is to be saved, and with it what its categories went through. */
  markDirty(id: string, changes: readonly NodeChange[]): void;
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

/** Changes of a host, the newest, that wait for a database that is away: one that flaps must not fill the memory. */
export const changesKept = 200;

type Dirty = readonly [id: string, changes: readonly NodeChange[]];

/** Writes all changes of an interval; what could not be written is tried again with the next. */
export const createFleetPersistence = (options: FleetPersistenceOptions): FleetPersistence => {
  const { fleet, store, clock, logger, onSaved } = options;
  let dirty = new Map<string, readonly NodeChange[]>();
  let writing: Promise<void> = Promise.resolve();
  const keep = (id: string, changes: readonly NodeChange[]) =>
    dirty.set(id, latest(changes).slice(-changesKept));

  const save = async (some: readonly Dirty[]) => {
    const states = new Map<string, StateToSave>();
    for (const [id, changes] of some) {
      const host = fleet().get(id);
      if (host !== null) states.set(id, { readings: host.readings, nodes: host.nodes, changes });
    }
    try {
      await store.saveStates(states, clock());
      await onSaved([...states.keys()]);
    } catch (error) {
      for (const [id, changes] of some) keep(id, [...changes, ...(dirty.get(id) ?? [])]);
      logger.error({ err: error }, 'the state of hosts could not be saved');
    }
  };
  const write = async () => {
    const all = [...dirty];
    dirty = new Map();
    for (let from = 0; from < all.length; from += hostsAtOnce)
      await save(all.slice(from, from + hostsAtOnce));
  };
  const flush = () => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void flush(), options.every);
  return {
    markDirty: (id, changes) => keep(id, [...(dirty.get(id) ?? []), ...changes]),
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
};

/** Of two changes of a category in the same millisecond the later is what it became. */
const latest = (changes: readonly NodeChange[]): readonly NodeChange[] => [
  ...new Map(changes.map((change) => [`${change.node} ${change.at}`, change])).values(),
];
