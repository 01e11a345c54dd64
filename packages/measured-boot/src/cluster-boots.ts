import { toHex, utf8 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type Baseline, type BaselineEntry, baselinePcrs, fixedEventsOf } from './baseline.ts';
import type { UnprovenEventLog } from './event-log.ts';

/** What a baseline without exceptions would fix of a boot, without words for it. */
export interface BootSet {
  readonly bank: Baseline['bank'];
  readonly entries: readonly Pick<BaselineEntry, 'pcr' | 'digest'>[];
}

/** Hosts whose boots a baseline cannot tell apart. */
export interface BootGroup {
  /** {@link bootFingerprint} of `boot`. */
  readonly fingerprint: string;
  readonly boot: BootSet;
  /** How many hosts booted like this. */
  readonly hosts: number;
}

export interface BootCluster {
  readonly fingerprint: string;
  readonly hosts: number;
  /** `outlier`: a few hosts that differ little from many; `class`: everything else. */
  readonly kind: 'class' | 'outlier';
  /** The larger group that differs least from it; null if none is larger. */
  readonly neighbour: {
    readonly fingerprint: string;
    readonly hosts: number;
    /** Measurements that differ: one that was replaced counts once. */
    readonly differing: number;
  } | null;
}

/** A larger group is looked for among this many of the largest: bounds the work for hostile fleets. */
const maxNeighbours = 64;
/** An outlier has at most this share of the hosts of its neighbour … */
const smallShare = 1 / 4;
/** … and differs from it in at most this share of the measurements. */
const smallDifference = 1 / 2;

export const bootSetOf = (log: UnprovenEventLog, bank: Baseline['bank']): BootSet => ({
  bank,
  entries: fixedEventsOf(log, bank).map(({ pcr, digests }) => ({
    pcr,
    digest: toHex(digests[bank] ?? new Uint8Array()),
  })),
});

/**
 * SHA-256 in hex over what a boot measured, register by register: boots with the same one match the
 * same baselines, whatever those leave out. The order between registers is not part of it, because a
 * quote does not prove it.
 */
export function bootFingerprint({ bank, entries }: BootSet): string {
  const lines = baselinePcrs.map((pcr) =>
    [pcr, ...entries.flatMap((entry) => (entry.pcr === pcr ? entry.digest : []))].join(' '),
  );
  return toHex(hash('sha256', utf8([bank, ...lines].join('\n'))));
}

/**
 * Boots as an administrator looks at them: outliers first, those that differ least before the others,
 * then the classes of the fleet, largest first. For `g` groups at most `64 g` comparisons of their sets.
 */
export function clusterBoots(groups: readonly BootGroup[]): readonly BootCluster[] {
  const setOf = createSets();
  const bySize = groups
    .toSorted((a, b) => b.hosts - a.hosts || (a.fingerprint < b.fingerprint ? -1 : 1))
    .map((group) => ({ group, set: setOf(group.boot) }));
  const clusters = bySize.map(({ group: { fingerprint, hosts }, set }): BootCluster => {
    let neighbour: BootCluster['neighbour'] = null;
    for (const other of bySize.slice(0, maxNeighbours)) {
      if (other.group.hosts <= hosts) break;
      const differing = distance(set, other.set);
      if (neighbour === null || differing < neighbour.differing)
        neighbour = { fingerprint: other.group.fingerprint, hosts: other.group.hosts, differing };
    }
    const isOutlier =
      neighbour !== null &&
      hosts <= neighbour.hosts * smallShare &&
      neighbour.differing <= set.size * smallDifference;
    return { fingerprint, hosts, kind: isOutlier ? 'outlier' : 'class', neighbour };
  });
  const differing = ({ neighbour }: BootCluster): number => neighbour?.differing ?? 0;
  return [
    ...clusters
      .filter(({ kind }) => kind === 'outlier')
      .toReversed()
      .sort((a, b) => differing(a) - differing(b)),
    ...clusters.filter(({ kind }) => kind === 'class'),
  ];
}

/** Measurements of a boot as numbers, sorted, by register. */
interface NumberedSet {
  readonly size: number;
  readonly pcrs: readonly (readonly number[])[];
}

/** Gives equal digests equal numbers: comparing ten thousand boots compares no text. */
function createSets(): (boot: BootSet) => NumberedSet {
  const numbers = new Map<string, number>();
  const numberOf = (digest: string): number => {
    const known = numbers.get(digest);
    if (known !== undefined) return known;
    numbers.set(digest, numbers.size);
    return numbers.size - 1;
  };
  return ({ entries }) => ({
    size: entries.length,
    pcrs: baselinePcrs.map((pcr) =>
      entries
        .flatMap((entry) => (entry.pcr === pcr ? numberOf(entry.digest) : []))
        .sort((a, b) => a - b),
    ),
  });
}

/** What one has and the other lacks; what was replaced by another of its register counts once. */
function distance(a: NumberedSet, b: NumberedSet): number {
  const differing = a.pcrs.reduce((sum, left, i) => {
    const right = b.pcrs[i] ?? [];
    return sum + Math.max(left.length, right.length) - sharedIn(left, right);
  }, 0);
  // Different boots of the same measurements have them in another order.
  return Math.max(differing, 1);
}

function sharedIn(left: readonly number[], right: readonly number[]): number {
  let shared = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const order = (left[i] ?? 0) - (right[j] ?? 0);
    if (order === 0) shared++;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return shared;
}
