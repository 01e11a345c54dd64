import type {
  CauseCode,
  Explanation,
  HealthNode,
  HealthStatus,
  HgsPair,
  Verdict,
} from '@gatehouse/contracts';
import type { HostReadings } from './readings.ts';

/** What a host is meant to be. */
export interface DesiredHost {
  readonly name: string;
  readonly guarded: boolean;
  readonly codeIntegrityPolicy: DesiredPolicy | null;
  /** When Gatehouse last put that policy on the host. */
  readonly policyDeployedAt: string | null;
  /** Whether the job that adds the host still runs. */
  readonly adding: boolean;
}

export interface DesiredPolicy {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly mode: 'enforced' | 'audit';
}

export interface DesiredSettings {
  readonly primary: HgsPair | null;
  readonly fallback: HgsPair | null;
}

/** What HGS tells about a host, from its feed. */
export interface HgsView {
  /** Last verdict over the TPM of the host. */
  readonly verdict: Verdict | null;
  /** Whether a TPM that is not authorised waits under this name, and whether the name has another TPM. */
  readonly waiting: { readonly at: string; readonly ekHash: string } | null;
  readonly authorizedEkHash: string | null;
  /** Whether the feed is that of the HGS which the hosts are told to use. */
  readonly covers: boolean;
  /** When the feed was last heard; null while it has never answered. */
  readonly heardAt: string | null;
}

/** Milliseconds between two readings of each tier. */
export interface PollIntervals {
  readonly reachability: number;
  readonly services: number;
  readonly platform: number;
}
export type Tier = keyof PollIntervals;

export interface FoldInput {
  readonly host: DesiredHost;
  readonly readings: HostReadings;
  readonly hgs: HgsView;
  readonly settings: DesiredSettings;
  readonly intervals: PollIntervals;
  readonly now: Date;
  /** The tree of before, for `since`. */
  readonly previous: readonly HealthNode[];
}

/** What a rule finds about one node; no cause means OK. */
export interface Finding {
  readonly checkedAt: string | null;
  readonly causeCode: CauseCode | null;
  readonly expected?: string | null;
  readonly actual?: string | null;
  readonly detail?: string | null;
  readonly evidence?: string | null;
  /** What HGS found; its words take the place of the table's. */
  readonly explanation?: Explanation | null;
  /** Replaces the sentences of the table where the evidence says it better. */
  readonly cause?: string | null;
  readonly remedy?: string | null;
  /** Replaces the status of the table, for a cause that is expected for a while. */
  readonly status?: HealthStatus;
}

/** One leaf of the tree: how to judge it and which tier reads it. */
export interface NodeRule {
  readonly tier: Tier;
  readonly judge: (input: FoldInput) => Finding;
}
