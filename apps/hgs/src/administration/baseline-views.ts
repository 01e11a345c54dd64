import type { Baseline, BaselineScope } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { type Baseline as BootBaseline, baselineRules } from '@gatehouse/measured-boot';
import { asc } from 'drizzle-orm';
import { baselineContent } from '../store/baseline-content.ts';
import { type LastBoot, readLastBoots } from '../store/boot-store.ts';
import type { Queries } from '../store/queries.ts';
import { type BaselineRow, isUsable, sourceKind } from './baseline-trust.ts';

const { baselines } = hgsSchema;

/** All baselines, and where each is used: by the verdict on the last proven boot of each host. */
export async function readBaselines(queries: Queries): Promise<{
  readonly rows: readonly BaselineRow[];
  readonly boots: readonly LastBoot[];
}> {
  const rows = await queries.select().from(baselines).orderBy(asc(baselines.name));
  return { rows, boots: (await readLastBoots(queries)).boots };
}

/** A baseline beside the others, which say what it supersedes and what supersedes it. */
export function baselineView(
  row: BaselineRow,
  rows: readonly BaselineRow[],
  boots: readonly LastBoot[],
): Baseline {
  const named = ({ id, name }: BaselineRow) => ({ id, name });
  const former = rows.find(({ id }) => id === row.supersedes);
  return {
    id: row.id,
    name: row.name,
    eventLog: row.eventLog,
    eventCount: row.eventCount,
    banks: row.banks,
    fixedEvents: row.fixedEvents,
    enabled: row.enabled,
    addedAt: row.addedAt.toISOString(),
    addedBy: row.addedBy,
    lastMatchedAt: row.lastMatchedAt?.toISOString() ?? null,
    usable: isUsable(baselineContent.parse(row.content)),
    version: row.version,
    supersedes: former === undefined ? null : named(former),
    supersededBy: rows.filter(({ supersedes }) => supersedes === row.id).map(named),
    owner: row.owner,
    note: row.note,
    source: { kind: sourceKind(row.source), host: row.sourceHost },
    ignores: row.ignores,
    ignoresReason: row.ignoresReason,
    retired:
      row.retiredAt === null
        ? null
        : {
            at: row.retiredAt.toISOString(),
            by: row.retiredBy ?? '',
            reason: row.retiredReason ?? '',
          },
    hosts: boots.filter(({ baseline }) => baseline === row.name).length,
  };
}

/** Every baseline that `row` supersedes or that supersedes it, however far, oldest first. */
export function versionsOf(row: BaselineRow, rows: readonly BaselineRow[]): readonly BaselineRow[] {
  const family = new Set([row.id]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { id, supersedes } of rows) {
      if (supersedes !== null && family.has(supersedes)) family.add(id);
      if (supersedes !== null && family.has(id)) family.add(supersedes);
    }
  }
  return rows
    .filter(({ id }) => family.has(id))
    .toSorted((a, b) => a.version - b.version || a.addedAt.getTime() - b.addedAt.getTime());
}

/** What a baseline does with every PCR, by the rules of all baselines and its own exceptions. */
export const scopeOf = ({ entries, ignores = [] }: BootBaseline): BaselineScope[] =>
  baselineRules.map(({ pcrs, holds, until = 'whole', what, why, ifIgnored }) => {
    const isLeftOut = ifIgnored !== undefined && pcrs.every((pcr) => ignores.includes(pcr));
    return {
      pcrs: [...pcrs],
      holds: isLeftOut ? 'left-out' : holds,
      until,
      what,
      why,
      ifIgnored: ifIgnored ?? null,
      events: entries.filter(({ pcr }) => pcrs.includes(pcr)).length,
    };
  });

export const hostBootView = ({ hostName, ekHash, at }: LastBoot) => ({
  hostName,
  ekHash,
  at: at.toISOString(),
});
