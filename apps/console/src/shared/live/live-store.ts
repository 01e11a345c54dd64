import { emptyLiveState, type LiveEvent, type LiveState, liveStep } from './live-state.ts';

export interface LiveStore {
  readonly get: () => LiveState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Applies an event; true if the line has to send a new snapshot. */
  readonly apply: (event: LiveEvent) => boolean;
}

/** Live state outside React, for `useSyncExternalStore`. */
export const createLiveStore = (): LiveStore => {
  let state = emptyLiveState;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apply: (event) => {
      const step = liveStep(state, event);
      if (step.state !== state) {
        state = step.state;
        for (const listener of listeners) listener();
      }
      return step.resync;
    },
  };
};
