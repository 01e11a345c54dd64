import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import {
  type BootGroup,
  type BootSet,
  bootFingerprint,
  bootSetOf,
  clusterBoots,
} from './cluster-boots.ts';
import { claimedMatch } from './match-baseline.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, type SampleBoot, sampleEvents } from './sample-boot.ts';

const logOf = (boot: SampleBoot = {}) => parseEventLog(encodeSample(sampleEvents(boot)));
const group = (hosts: number, boot: SampleBoot = {}): BootGroup => {
  const set = bootSetOf(logOf(boot), 'sha256');
  return { fingerprint: bootFingerprint(set), boot: set, hosts };
};

describe('the fingerprint of a boot', () => {
  test('is the same for boots that match the same baselines, and only for them', () => {
    const boots: SampleBoot[] = [
      {},
      { bootCount: 9n },
      { firmware: '2' },
      { optionRoms: [] },
      { dbx: 4 },
      { secureBoot: false },
      { signers: ['windows', 'contoso'] },
    ];
    for (const a of boots)
      for (const b of boots) {
        const matches = claimedMatch(baselineOf(logOf(a), 'sha256'), logOf(b)).matches;
        const equal = group(1, a).fingerprint === group(1, b).fingerprint;
        expect(equal, `${JSON.stringify([a, b], (_, v) => String(v))}`).toBe(matches);
      }
  });

  test('does not depend on how registers are interleaved, but on the order in each', () => {
    const { bank, entries } = bootSetOf(logOf({ optionRoms: ['a', 'b'] }), 'sha256');
    const byPcr = entries.toSorted((a, b) => b.pcr - a.pcr);
    expect(bootFingerprint({ bank, entries: byPcr })).toBe(bootFingerprint({ bank, entries }));
    const reversed = entries.toReversed();
    expect(bootFingerprint({ bank, entries: reversed })).not.toBe(
      bootFingerprint({ bank, entries }),
    );
  });
});

describe('clusters', () => {
  test('show 3 of 400 that differ by one driver before the classes of the fleet', () => {
    const many = group(397);
    const few = group(3, { optionRoms: ['nic', 'evil'] });
    const swapped = group(1, { optionRoms: ['other'], firmware: '2', bootManager: '\\x.efi' });
    const others = group(200, { firmware: '7', signers: ['a', 'b', 'c', 'd'], dbx: 3 });
    const clusters = clusterBoots([others, swapped, many, few]);
    expect(clusters.map(({ hosts, kind }) => [hosts, kind])).toEqual([
      [3, 'outlier'],
      [1, 'outlier'],
      [397, 'class'],
      [200, 'class'],
    ]);
    expect(clusters[0]?.neighbour).toEqual({
      fingerprint: many.fingerprint,
      hosts: 397,
      differing: 1,
    });
    expect(clusters[1]?.neighbour?.differing).toBe(4);
    expect(clusters[2]?.neighbour).toBeNull();
  });

  test('count a changed order as a difference', () => {
    const [a, b] = [group(9, { optionRoms: ['a', 'b'] }), group(1, { optionRoms: ['b', 'a'] })];
    expect(clusterBoots([a, b])[0]?.neighbour?.differing).toBe(1);
  });

  const digest = fc.integer({ min: 0, max: 12 }).map((n) => n.toString(16).padStart(64, '0'));
  const entry = fc.record({
    pcr: fc.constantFrom(0, 2, 4, 7, 14),
    digest,
  });
  const boot: fc.Arbitrary<BootSet> = fc
    .array(entry, { maxLength: 12 })
    .map((entries) => ({ bank: 'sha256', entries }));
  const fleet = fc
    .array(fc.record({ boot, hosts: fc.integer({ min: 1, max: 50 }) }), { maxLength: 12 })
    .map((groups) =>
      [...new Map(groups.map((each) => [bootFingerprint(each.boot), each]))].map(
        ([fingerprint, each]) => ({ fingerprint, ...each }),
      ),
    );

  test('are the groups themselves, whatever order they come in', () => {
    fc.assert(
      fc.property(fleet, (groups) => {
        const clusters = clusterBoots(groups);
        expect(clusterBoots(groups.toReversed())).toEqual(clusters);
        expect(clusters.map(({ fingerprint }) => fingerprint).sort()).toEqual(
          groups.map(({ fingerprint }) => fingerprint).sort(),
        );
        for (const { hosts, neighbour, kind } of clusters) {
          if (neighbour === null) expect(kind).toBe('class');
          else {
            expect(neighbour.hosts).toBeGreaterThan(hosts);
            expect(neighbour.differing).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  test('of ten thousand different boots are found without comparing each with each', () => {
    const { bank, entries } = bootSetOf(logOf(), 'sha256');
    const groups = Array.from({ length: 10_000 }, (_, i): BootGroup => {
      const fingerprint = i.toString(16).padStart(64, '0');
      const other = entries.with(0, { pcr: 0, digest: fingerprint });
      return { fingerprint, boot: { bank, entries: other }, hosts: 1 + (i % 100) };
    });
    expect(clusterBoots(groups)).toHaveLength(10_000);
  });
});
