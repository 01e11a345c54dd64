import type { HealthNode, HgsPair, HostSummary, LiveTopic, Verdict } from '@gatehouse/contracts';
import { changesBetween, type NodeChange } from '../health/changes-between.ts';
import { foldHealth } from '../health/fold-health.ts';
import type {
  DesiredPolicy,
  DesiredSettings,
  HgsView,
  PollIntervals,
} from '../health/fold-input.ts';
import { hostSummaryOf } from '../health/host-summary.ts';
import { type HostReadings, noReadings } from '../health/readings.ts';
import type { LiveChange } from '../realtime/delta-buffer.ts';
import { createHgsKnowledge, type TpmStanding } from './hgs-knowledge.ts';
import type { HostRecord } from './host-record.ts';

/** One managed host as it is known in memory. */
export interface FleetHost {
  readonly record: HostRecord;
  readonly readings: HostReadings;
  readonly nodes: readonly HealthNode[];
  readonly summary: HostSummary;
  readonly hgs: HgsView;
}

export interface HostState {
  readonly readings: HostReadings;
  readonly nodes: readonly HealthNode[];
}

export interface FeedState {
  readonly connected: boolean;
  /** Since when it is so; null before the first try. */
  readonly since: string | null;
  /** When it was last heard. */
  readonly heardAt: string | null;
}

export interface Fleet {
  readonly settings: DesiredSettings;
  readonly feed: FeedState;
  readonly size: number;
  hosts(): IterableIterator<FleetHost>;
  get(id: string): FleetHost | null;
  byName(name: string): FleetHost | null;
  /** The host whose TPM this is, as read from the host. */
  byEkHash(ekHash: string): FleetHost | null;
  /** Takes over a record, and a state where another replica or the database has a newer one. */
  put(record: HostRecord, state?: HostState): FleetHost;
  remove(id: string): void;
  /** Folds new readings in; those not named stay. `null` if the host is gone. */
  read(id: string, readings: Partial<HostReadings>): FleetHost | null;
  /** How much longer than usual a host is left alone: stretches what counts as stale. */
  setPatience(id: string, factor: number): void;
  setSettings(settings: DesiredSettings): void;
  setPolicies(policies: readonly DesiredPolicy[]): void;
  policy(id: string | null): DesiredPolicy | null;
  setFeed(feed: FeedState): void;
  addVerdict(verdict: Verdict): void;
  addStanding(standing: TpmStanding): void;
  verdictOf(ekHash: string): Verdict | null;
  /** Folds every host again: what was fresh may have become stale. */
  refresh(): void;
  /** Tells browsers that a part of the state is to be read again. */
  touch(topic: LiveTopic): void;
}

export interface FleetOptions {
  readonly intervals: PollIntervals;
  /** URLs of the hgs whose feed is read: only there its silence means something. */
  readonly attached: HgsPair | null;
  readonly clock: () => Date;
  readonly onChange: (change: LiveChange) => void;
  /** The state of a host changed in substance and is to be kept, with each change that its categories took. */
  readonly onDirty: (id: string, changes: readonly NodeChange[]) => void;
}

interface Entry extends FleetHost {
  readonly patience: number;
  readonly emittedAt: number;
  /** What a browser would see change; the rest is told less often. */
  readonly substance: string;
}

/** The state of all hosts in memory: folds what comes in and tells what changed. */
export const createFleet = (options: FleetOptions): Fleet => {
  const { clock, intervals, onChange, onDirty } = options;
  const entries = new Map<string, Entry>();
  const idByName = new Map<string, string>();
  const idByEk = new Map<string, string>();
  const knowledge = createHgsKnowledge();
  let policies = new Map<string, DesiredPolicy>();
  let settings: DesiredSettings = { primary: null, fallback: null };
  let feed: FeedState = { connected: false, since: null, heardAt: null };

  const covers = () =>
    options.attached !== null &&
    [settings.primary, settings.fallback].some(
      (pair) => pair?.attestationServerUrl === options.attached?.attestationServerUrl,
    );

  const folded = (record: HostRecord, state: HostState, patience: number): FleetHost => {
    const ekHash = state.readings.platformIdentifier?.value?.ekHash ?? null;
    const hgs: HgsView = {
      ...knowledge.viewOf(record.name, ekHash),
      covers: covers(),
      heardAt: feed.heardAt,
    };
    const codeIntegrityPolicy = policies.get(record.codeIntegrityPolicyId ?? '') ?? null;
    const nodes = foldHealth({
      host: { ...record, codeIntegrityPolicy },
      readings: state.readings,
      hgs,
      settings,
      intervals: { ...intervals, reachability: intervals.reachability * patience },
      now: clock(),
      previous: state.nodes,
    });
    const { readings } = state;
    const summary = hostSummaryOf({ ...record, codeIntegrityPolicy, nodes, readings, hgs });
    return { record, readings, nodes, summary, hgs };
  };

  const fold = (record: HostRecord, state: HostState, patience: number): FleetHost => {
    const before = entries.get(record.id);
    const host = folded(record, state, patience);
    const substance = substanceOf(host);
    const now = clock().getTime();
    const changed = before?.substance !== substance;
    const due = now - (before?.emittedAt ?? 0) >= quietMilliseconds(entries.size);
    const moved = JSON.stringify(before?.summary) !== JSON.stringify(host.summary);
    const emit = changed || (due && moved);
    entries.set(record.id, {
      ...host,
      patience,
      substance,
      emittedAt: emit ? now : (before?.emittedAt ?? 0),
    });
    if (emit) onChange({ kind: 'host', host: host.summary });
    const changes = changesBetween(state.nodes, host.nodes);
    if (changed || changes.length > 0) onDirty(record.id, changes);
    if (changed) onChange({ kind: 'topic', topic: 'overview' });
    return host;
  };

  const again = (entry: Entry) => fold(entry.record, entry, entry.patience);
  const touchedBy = (name: string | null, ekHash: string) => {
    const ids = new Set([idByEk.get(ekHash), ...(name === null ? [] : idsOfName(name))]);
    for (const id of ids) {
      const entry = entries.get(id ?? '');
      if (entry !== undefined) again(entry);
    }
  };
  const idsOfName = (name: string): readonly (string | undefined)[] => {
    const key = name.toLowerCase();
    return key.includes('.') ? [idByName.get(key)] : [idByName.get(key), shortNames.get(key)];
  };
  const shortNames = new Map<string, string>();

  const fleet: Fleet = {
    get settings() {
      return settings;
    },
    get feed() {
      return feed;
    },
    get size() {
      return entries.size;
    },
    hosts: () => entries.values(),
    get: (id) => entries.get(id) ?? null,
    byName: (name) => {
      const id = idsOfName(name).find((candidate) => candidate !== undefined);
      return entries.get(id ?? '') ?? null;
    },
    byEkHash: (ekHash) => entries.get(idByEk.get(ekHash) ?? '') ?? null,
    put: (record, state) => {
      const before = entries.get(record.id);
      const kept = state ?? before ?? { readings: noReadings, nodes: [] };
      idByName.set(record.name, record.id);
      shortNames.set(record.name.split('.')[0] ?? record.name, record.id);
      indexEk(idByEk, record.id, before?.readings ?? noReadings, kept.readings);
      return fold(record, kept, before?.patience ?? 1);
    },
    remove: (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entries.delete(id);
      idByName.delete(entry.record.name);
      shortNames.delete(entry.record.name.split('.')[0] ?? entry.record.name);
      indexEk(idByEk, id, entry.readings, noReadings);
      onChange({ kind: 'host-removed', id });
      onChange({ kind: 'topic', topic: 'overview' });
    },
    read: (id, readings) => {
      const entry = entries.get(id);
      if (entry === undefined) return null;
      const merged = { ...entry.readings, ...readings };
      indexEk(idByEk, id, entry.readings, merged);
      return fold(entry.record, { readings: merged, nodes: entry.nodes }, entry.patience);
    },
    setPatience: (id, factor) => {
      const entry = entries.get(id);
      if (entry !== undefined) entries.set(id, { ...entry, patience: factor });
    },
    setSettings: (next) => {
      settings = next;
      onChange({ kind: 'topic', topic: 'hgs-settings' });
      fleet.refresh();
    },
    setPolicies: (next) => {
      policies = new Map(next.map((policy) => [policy.id, policy]));
      onChange({ kind: 'topic', topic: 'code-integrity-policies' });
      fleet.refresh();
    },
    policy: (id) => policies.get(id ?? '') ?? null,
    setFeed: (next) => {
      const changed = next.connected !== feed.connected;
      feed = next;
      if (changed) onChange({ kind: 'topic', topic: 'overview' });
    },
    addVerdict: (verdict) => {
      knowledge.addVerdict(verdict);
      touchedBy(verdict.hostName, verdict.ekHash);
      onChange({ kind: 'topic', topic: 'attestations' });
    },
    addStanding: (standing) => {
      knowledge.addStanding(standing);
      touchedBy(standing.name, standing.ekHash);
    },
    verdictOf: (ekHash) => knowledge.verdictOf(ekHash),
    refresh: () => {
      for (const entry of entries.values()) again(entry);
    },
    touch: (topic) => onChange({ kind: 'topic', topic }),
  };
  return fleet;
};

/** Response times and "last seen" move with every poll: told every 30 s, less often in a large fleet. */
const quietMilliseconds = (hosts: number) => Math.max(30_000, hosts * 20);

/** The summary without what moves with every poll, and the values that were read without their times. */
const substanceOf = ({ summary, readings, record }: FleetHost): string =>
  JSON.stringify([
    {
      ...summary,
      lastSeen: null,
      winrm: summary.winrm.status,
      attestation: { ...summary.attestation, at: null },
    },
    record,
    Object.values(readings).map((reading) =>
      reading !== null && 'value' in reading ? withoutDrift(reading.value) : reading?.failure,
    ),
  ]);

/** A clock is never read twice to the same millisecond. */
const withoutDrift = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'clockDifferenceSeconds' in value
    ? { ...value, clockDifferenceSeconds: Math.round(Number(value.clockDifferenceSeconds) / 10) }
    : value;

const indexEk = (
  index: Map<string, string>,
  id: string,
  before: HostReadings,
  after: HostReadings,
) => {
  const old = before.platformIdentifier?.value?.ekHash;
  const next = after.platformIdentifier?.value?.ekHash;
  if (old !== undefined && old !== next && index.get(old) === id) index.delete(old);
  if (next !== undefined) index.set(next, id);
};
