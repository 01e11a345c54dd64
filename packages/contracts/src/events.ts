import type { HostSummary } from './hosts.ts';
import type { JobSummary } from './jobs.ts';

/** Parts of the state that a browser re-reads over HTTP when they change. */
export const liveTopics = [
  'overview',
  'attestations',
  'hgs-settings',
  'code-integrity-policies',
  'run-as-accounts',
  'users',
  'simulator',
] as const;
export type LiveTopic = (typeof liveTopics)[number];

/** Everything that a browser holds live. Sent on connect and on `live.resync`. */
export interface LiveSnapshot {
  readonly sequence: number;
  readonly at: string;
  readonly hosts: readonly HostSummary[];
  readonly jobs: readonly JobSummary[];
}

/**
 * What changed since the batch before: whole rows, last value only, every 100 to 250 ms.
 * A browser that sees `sequence` skip a number asks for a new snapshot.
 */
export interface LiveBatch {
  readonly sequence: number;
  readonly at: string;
  readonly hosts: readonly HostSummary[];
  readonly removedHosts: readonly string[];
  readonly jobs: readonly JobSummary[];
  readonly topics: readonly LiveTopic[];
}

/** Socket.IO on `/socket.io`, path of the server; mutations go over HTTP only. */
export interface ServerToClientEvents {
  'live.snapshot': (snapshot: LiveSnapshot) => void;
  'live.batch': (batch: LiveBatch) => void;
  /** Every few seconds while nothing changes, so that a silent line is seen. */
  'live.heartbeat': (beat: { readonly sequence: number; readonly at: string }) => void;
}

export interface ClientToServerEvents {
  'live.resync': () => void;
}
