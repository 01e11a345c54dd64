import type { HostSummary, JobSummary } from '@gatehouse/contracts';
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { emptyLiveState, type LiveState } from './live-state.ts';
import type { LiveStore } from './live-store.ts';

export const LiveContext = createContext<LiveStore | null>(null);

const nothingToHear = () => () => {};
const nothingHeard = () => emptyLiveState;

const useSelected = <T>(select: (state: LiveState) => T): T => {
  const store = useContext(LiveContext);
  const get = store?.get ?? nothingHeard;
  return useSyncExternalStore(
    store?.subscribe ?? nothingToHear,
    useCallback(() => select(get()), [select, get]),
  );
};

const hostsOf = (state: LiveState) => state.hosts;
const jobsOf = (state: LiveState) => state.jobs;
const phaseOf = (state: LiveState) => state.phase;
const atOf = (state: LiveState) => state.at;
const loadedOf = (state: LiveState) => state.loaded;

export const useLiveHosts = (): ReadonlyMap<string, HostSummary> => useSelected(hostsOf);
export const useLiveJobs = (): ReadonlyMap<string, JobSummary> => useSelected(jobsOf);
export const useLiveLoaded = (): boolean => useSelected(loadedOf);
export const useLivePhase = () => ({ phase: useSelected(phaseOf), at: useSelected(atOf) });
