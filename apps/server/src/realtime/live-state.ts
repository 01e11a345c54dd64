import type { HostSummary, JobSummary, LiveBatch, LiveSnapshot } from '@gatehouse/contracts';

/** What a browser holds after a snapshot and some batches. */
export interface LiveState {
  readonly sequence: number;
  readonly hosts: ReadonlyMap<string, HostSummary>;
  readonly jobs: ReadonlyMap<string, JobSummary>;
}

export type Applied =
  | { readonly kind: 'applied'; readonly state: LiveState }
  /** A batch is missing: ask for a snapshot. */
  | { readonly kind: 'gap' }
  /** The snapshot already had it. */
  | { readonly kind: 'old' };

export const liveStateOf = (snapshot: LiveSnapshot): LiveState => ({
  sequence: snapshot.sequence,
  hosts: new Map(snapshot.hosts.map((host) => [host.id, host])),
  jobs: new Map(snapshot.jobs.map((job) => [job.id, job])),
});

/** The rule of the live line, for every reader of it: one after the other, or a new snapshot. */
export const applyBatch = (state: LiveState, batch: LiveBatch): Applied => {
  if (batch.sequence <= state.sequence) return { kind: 'old' };
  if (batch.sequence !== state.sequence + 1) return { kind: 'gap' };
  const hosts = new Map(state.hosts);
  for (const id of batch.removedHosts) hosts.delete(id);
  for (const host of batch.hosts) hosts.set(host.id, host);
  const jobs = new Map(state.jobs);
  for (const job of batch.jobs) jobs.set(job.id, job);
  return { kind: 'applied', state: { sequence: batch.sequence, hosts, jobs } };
};
