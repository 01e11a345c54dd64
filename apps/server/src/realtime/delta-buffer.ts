import type { HostSummary, JobSummary, LiveBatch, LiveTopic } from '@gatehouse/contracts';

/** What one batch can tell of: whole rows, last value only. */
export type LiveChange =
  | { readonly kind: 'host'; readonly host: HostSummary }
  | { readonly kind: 'host-removed'; readonly id: string }
  | { readonly kind: 'job'; readonly job: JobSummary }
  | { readonly kind: 'topic'; readonly topic: LiveTopic };

export interface DeltaBuffer {
  /** Number of the last batch that was taken. */
  readonly sequence: number;
  add(change: LiveChange): void;
  /** The next batch, numbered one higher than the last; null when nothing changed. */
  take(at: Date): LiveBatch | null;
}

/** Coalesces changes between two batches: of each row, only the last value is kept. */
export const createDeltaBuffer = (): DeltaBuffer => {
  let sequence = 0;
  let hosts = new Map<string, HostSummary | null>();
  let jobs = new Map<string, JobSummary>();
  let topics = new Set<LiveTopic>();
  return {
    get sequence() {
      return sequence;
    },
    add: (change) => {
      switch (change.kind) {
        case 'host':
          hosts.set(change.host.id, change.host);
          break;
        case 'host-removed':
          hosts.set(change.id, null);
          break;
        case 'job':
          jobs.set(change.job.id, change.job);
          break;
        case 'topic':
          topics.add(change.topic);
          break;
      }
    },
    take: (at) => {
      if (hosts.size + jobs.size + topics.size === 0) return null;
      sequence += 1;
      const batch: LiveBatch = {
        sequence,
        at: at.toISOString(),
        hosts: [...hosts.values()].filter((host) => host !== null),
        removedHosts: [...hosts].flatMap(([id, host]) => (host === null ? [id] : [])),
        jobs: [...jobs.values()],
        topics: [...topics],
      };
      hosts = new Map();
      jobs = new Map();
      topics = new Set();
      return batch;
    },
  };
};
