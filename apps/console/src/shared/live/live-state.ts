import type { HostSummary, JobSummary, LiveBatch, LiveSnapshot } from '@gatehouse/contracts';

/** `stale` is what the user must be told: what is on the page is of `at`, not of now. */
export type LivePhase = 'connecting' | 'live' | 'reconnecting' | 'stale';

export interface LiveState {
  readonly phase: LivePhase;
  readonly sequence: number;
  /** The server's time of the last thing heard. */
  readonly at: string | null;
  readonly loaded: boolean;
  readonly hosts: ReadonlyMap<string, HostSummary>;
  readonly jobs: ReadonlyMap<string, JobSummary>;
}

export type LiveEvent =
  | { readonly kind: 'snapshot'; readonly snapshot: LiveSnapshot }
  | { readonly kind: 'batch'; readonly batch: LiveBatch }
  | { readonly kind: 'heartbeat'; readonly sequence: number; readonly at: string }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'silent' };

export const emptyLiveState: LiveState = {
  phase: 'connecting',
  sequence: -1,
  at: null,
  loaded: false,
  hosts: new Map(),
  jobs: new Map(),
};

const byId = <T extends { readonly id: string }>(rows: readonly T[]) =>
  new Map(rows.map((row) => [row.id, row]));

const merged = <T extends { readonly id: string }>(
  old: ReadonlyMap<string, T>,
  changed: readonly T[],
  removed: readonly string[] = [],
): ReadonlyMap<string, T> => {
  if (changed.length === 0 && removed.length === 0) return old;
  const next = new Map(old);
  for (const row of changed) next.set(row.id, row);
  for (const id of removed) next.delete(id);
  return next;
};

/** What is to be done besides: `resync` when a number was skipped and a new snapshot is needed. */
export interface LiveStep {
  readonly state: LiveState;
  readonly resync: boolean;
}

const onBatch = (state: LiveState, batch: LiveBatch): LiveStep => {
  if (!state.loaded || batch.sequence > state.sequence + 1) return { state, resync: true };
  if (batch.sequence <= state.sequence) return { state, resync: false };
  return {
    resync: false,
    state: {
      phase: 'live',
      loaded: true,
      sequence: batch.sequence,
      at: batch.at,
      hosts: merged(state.hosts, batch.hosts, batch.removedHosts),
      jobs: merged(state.jobs, batch.jobs),
    },
  };
};

/**
 * The state after one event from the line. A batch that does not follow on is never applied: a
 * page that is silently wrong is worse than one that waits for its snapshot.
 */
export const liveStep = (state: LiveState, event: LiveEvent): LiveStep => {
  switch (event.kind) {
    case 'snapshot':
      return {
        resync: false,
        state: {
          phase: 'live',
          loaded: true,
          sequence: event.snapshot.sequence,
          at: event.snapshot.at,
          hosts: byId(event.snapshot.hosts),
          jobs: byId(event.snapshot.jobs),
        },
      };
    case 'batch':
      return onBatch(state, event.batch);
    case 'heartbeat':
      if (state.loaded && event.sequence !== state.sequence) return { state, resync: true };
      return {
        state: { ...state, phase: state.loaded ? 'live' : state.phase, at: event.at },
        resync: false,
      };
    case 'disconnected':
      return {
        state: {
          ...state,
          phase: state.phase === 'stale' ? 'stale' : state.loaded ? 'reconnecting' : 'connecting',
        },
        resync: false,
      };
    case 'silent':
      return { state: { ...state, phase: 'stale' }, resync: false };
  }
};
