import { explainDifference } from '@gatehouse/attestation';
import type { Rollout, RolloutDetail, RolloutGroup, RolloutHost } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import {
  type Baseline as BootBaseline,
  claimedMatch,
  claimedNearestBaseline,
} from '@gatehouse/measured-boot';
import { inArray } from 'drizzle-orm';
import { baselineContent } from '../store/baseline-content.ts';
import { type BootKind, eachBootKind, readLastBoots } from '../store/boot-store.ts';
import type { Queries } from '../store/queries.ts';
import type { BaselineRow } from './baseline-trust.ts';

const { baselines, rolloutHosts, rollouts } = hgsSchema;
export type RolloutRow = typeof rollouts.$inferSelect;

/** What a kind of boot would match, if anything. */
interface Matches {
  /** Ids of the baselines that it repeats. */
  readonly ids: ReadonlySet<string>;
  readonly cause: RolloutGroup['cause'];
}

/** Every authorised host's last proven boot, held against every baseline that a rollout is about. */
export interface Appraisal {
  readonly kinds: readonly BootKind<Matches>[];
  /** Authorised hosts without a proven boot. */
  readonly without: readonly { readonly hostName: string; readonly ekHash: string }[];
  readonly baselines: readonly BaselineRow[];
  /** Rollout → TPMs that matched its old or new baseline when it began. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Holds each kind of boot against the enabled baselines and those of the rollouts, once however many
 * hosts have it. It tells of the boots that hosts have proven: not of what they boot next, and not of
 * other policies.
 */
export async function appraise(queries: Queries, rows: readonly RolloutRow[]): Promise<Appraisal> {
  const all = await queries.select().from(baselines);
  const concerned = new Set(
    rows.flatMap(({ oldBaseline, newBaseline }) => [oldBaseline, newBaseline]),
  );
  const considered = all.filter(({ id, enabled }) => enabled || concerned.has(id));
  const named = considered.map(({ id, name, content }) => ({
    ...baselineContent.parse(content),
    id,
    name,
  }));
  const { boots, without } = await readLastBoots(queries);
  const kinds = await eachBootKind(queries, boots, (log): Matches => {
    const ids = named.filter((each) => claimedMatch(each, log).matches).map(({ id }) => id);
    const nearest = ids.length > 0 ? null : claimedNearestBaseline(named, log);
    return { ids: new Set(ids), cause: causeOf(nearest) };
  });
  const ids = rows.map(({ id }) => id);
  const noted =
    ids.length === 0
      ? []
      : await queries.select().from(rolloutHosts).where(inArray(rolloutHosts.rollout, ids));
  const members = new Map(ids.map((id) => [id, new Set<string>()]));
  for (const { rollout, ekHash } of noted) members.get(rollout)?.add(ekHash);
  return { kinds, without, baselines: all, members };
}

function causeOf(
  nearest: ReturnType<typeof claimedNearestBaseline<BootBaseline & { readonly name: string }>>,
): RolloutGroup['cause'] {
  if (nearest === null || nearest.match.matches) return null;
  const { name } = nearest.baseline;
  const { sentence, remedy } = explainDifference(nearest.match.first, name);
  return { baseline: name, sentence, remedy };
}

type Place = RolloutHost['place'];

function placeOf(row: RolloutRow, found: Matches, isMember: boolean): Place {
  if (row.newBaseline !== null && found.ids.has(row.newBaseline)) return 'moved';
  if (row.oldBaseline !== null && found.ids.has(row.oldBaseline)) return 'waiting';
  return isMember ? 'strayed' : 'elsewhere';
}

/** Where the hosts of a rollout are. */
function placesOf(row: RolloutRow, appraisal: Appraisal): readonly RolloutHost[] {
  const members = appraisal.members.get(row.id) ?? new Set();
  const placed = appraisal.kinds.flatMap(({ hosts, found }, group) =>
    hosts.map(
      ({ hostName, ekHash, at }): RolloutHost => ({
        hostName,
        ekHash,
        place: placeOf(row, found, members.has(ekHash)),
        at: at.toISOString(),
        group,
      }),
    ),
  );
  const unknown = appraisal.without.map(
    ({ hostName, ekHash }): RolloutHost => ({
      hostName,
      ekHash,
      place: 'unknown',
      at: null,
      group: null,
    }),
  );
  return [...placed, ...unknown];
}

/**
 * A rollout with its progress. The old baseline may go when every host has proven a boot and none of
 * them needs it: a host that has proven nothing may be on it still.
 */
export function rolloutView(row: RolloutRow, appraisal: Appraisal): Rollout {
  const hosts = placesOf(row, appraisal);
  const count = (place: Place): number => hosts.filter((host) => host.place === place).length;
  const progress = {
    moved: count('moved'),
    waiting: count('waiting'),
    strayed: count('strayed'),
    unknown: count('unknown'),
  };
  const end = (id: string | null, name: string) => ({
    id,
    name,
    enabled: appraisal.baselines.find((each) => each.id === id)?.enabled ?? false,
  });
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    old: end(row.oldBaseline, row.oldName),
    new: end(row.newBaseline, row.newName),
    canary: row.canary,
    note: row.note,
    autoRetire: row.autoRetire,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    startedAt: row.startedAt?.toISOString() ?? null,
    changedAt: row.changedAt.toISOString(),
    changedBy: row.changedBy,
    reason: row.reason,
    progress,
    readyToFinish:
      (row.state === 'running' || row.state === 'paused') &&
      progress.moved > 0 &&
      progress.waiting + progress.strayed + progress.unknown === 0,
  };
}

/** The whole plan: what becomes of every host with the old baseline only, both, or the new one only. */
export function rolloutDetail(row: RolloutRow, appraisal: Appraisal): RolloutDetail {
  const enabled = appraisal.baselines
    .filter((each) => each.enabled && each.id !== row.oldBaseline && each.id !== row.newBaseline)
    .map(({ id }) => id);
  const passesWith = (found: Matches, ...ids: readonly (string | null)[]): boolean =>
    [...enabled, ...ids].some((id) => id !== null && found.ids.has(id));
  const groups = appraisal.kinds.map(
    ({ fingerprint, eventLog, hosts, found }): RolloutGroup => ({
      fingerprint,
      eventLog,
      hosts: hosts.length,
      passes: {
        old: passesWith(found, row.oldBaseline),
        both: passesWith(found, row.oldBaseline, row.newBaseline),
        new: passesWith(found, row.newBaseline),
      },
      cause: found.cause,
    }),
  );
  const outcome = (trust: keyof RolloutGroup['passes']) => {
    const total = groups.reduce((sum, { hosts }) => sum + hosts, 0);
    const pass = groups.reduce((sum, { hosts, passes }) => sum + (passes[trust] ? hosts : 0), 0);
    return { pass, fail: total - pass };
  };
  return {
    ...rolloutView(row, appraisal),
    outcomes: { old: outcome('old'), both: outcome('both'), new: outcome('new') },
    groups,
    hosts: [...placesOf(row, appraisal)],
  };
}
