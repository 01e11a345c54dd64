import { quotedBank } from '@gatehouse/attestation';
import type { BootCluster, BootDifferences } from '@gatehouse/contracts';
import {
  bootSetOf,
  type BootCluster as Cluster,
  claimedBootFactsOf,
  claimedMatch,
  clusterBoots,
  describeEvent,
  eventType,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';
import type { HgsContext } from '../dependencies.ts';
import {
  type BootKind,
  eachBootKind,
  type LastBoots,
  readable,
  readLastBoots,
} from '../store/boot-store.ts';
import { readEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { toldDifferences } from './baseline-preview.ts';
import { hostBootView } from './baseline-views.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { notFound } from './problems.ts';

/** Hosts grouped by what they booted. */
export function clusterHandlers(
  context: HgsContext,
): Pick<HgsHandlers, 'listClusters' | 'getCluster'> {
  const { db } = context.database;
  return {
    listClusters: async () => {
      const { last, clusters } = await clustersOf(context);
      return {
        clusters: await withSummaries(db, clusters),
        hosts: last.boots.length,
        withoutBoot: last.without.map(({ hostName }) => hostName),
      };
    },

    getCluster: async ({ params }) => {
      const { clusters } = await clustersOf(context);
      const found = clusters.find(({ view }) => view.fingerprint === params.fingerprint);
      if (found === undefined) throw notFound('cluster');
      const differences =
        found.neighbour === null ? null : await differencesOf(db, found.neighbour, found.kind);
      const { neighbour } = found.view;
      return {
        ...found.view,
        neighbour: neighbour && { ...neighbour, summary: differences && summaryOf(differences) },
        members: found.kind.hosts.map((boot) => ({
          ...hostBootView(boot),
          proven: boot.proven,
          eventLog: boot.eventLog,
        })),
        differences,
        neighbourLog: found.neighbour?.eventLog ?? null,
      };
    },
  };
}

/** What is said of a kind of boot, as one of its logs claims. */
interface Seen {
  readonly set: ReturnType<typeof bootSetOf>;
  readonly firmware: string | null;
  readonly secureBoot: boolean | null;
  readonly baseline: string | null;
}

interface FoundCluster {
  readonly view: BootCluster;
  readonly kind: BootKind<Seen>;
  readonly neighbour: BootKind<Seen> | null;
}

async function clustersOf(context: HgsContext): Promise<{
  readonly last: LastBoots;
  readonly clusters: readonly FoundCluster[];
}> {
  const { db } = context.database;
  const { baselines } = await context.readTrust(db);
  const last = await readLastBoots(db, { waiting: true });
  const kinds = await eachBootKind(
    db,
    last.boots,
    (log): Seen => ({
      set: bootSetOf(log, quotedBank),
      firmware: firmwareOf(log),
      secureBoot: claimedBootFactsOf(log, quotedBank).secureBoot,
      baseline: baselines.find((each) => claimedMatch(each, log).matches)?.name ?? null,
    }),
  );
  const byFingerprint = new Map(kinds.map((kind) => [kind.fingerprint, kind]));
  const groups = kinds.map(({ fingerprint, hosts, found }) => ({
    fingerprint,
    hosts: hosts.length,
    boot: found.set,
  }));
  const clusters = clusterBoots(groups).flatMap((cluster): FoundCluster | readonly [] => {
    const kind = byFingerprint.get(cluster.fingerprint);
    const neighbour = byFingerprint.get(cluster.neighbour?.fingerprint ?? '') ?? null;
    return kind === undefined ? [] : { view: viewOf(cluster, kind, neighbour), kind, neighbour };
  });
  return { last, clusters };
}

const namesOf = (hosts: BootKind<Seen>['hosts']): string[] =>
  hosts.slice(0, 3).map(({ hostName }) => hostName);

const viewOf = (
  { fingerprint, kind, hosts, neighbour }: Cluster,
  { eventLog, hosts: members, found }: BootKind<Seen>,
  like: BootKind<Seen> | null,
): BootCluster => ({
  fingerprint,
  kind,
  hosts,
  claimed: members.filter(({ proven }) => !proven).length,
  examples: namesOf(members),
  eventLog,
  firmware: found.firmware,
  secureBoot: found.secureBoot,
  measurements: found.set.entries.length,
  baseline: found.baseline,
  neighbour: neighbour && like && { ...neighbour, examples: namesOf(like.hosts), summary: null },
});

/** The version that the firmware measured first; what its event says is text of the host. */
function firmwareOf(log: UnprovenEventLog): string | null {
  const version = log.events.find(
    ({ pcr, type }) => pcr === 0 && type === eventType.EV_S_CRTM_VERSION,
  );
  return version === undefined ? null : describeEvent(version, log.pointerSize).description;
}

/** Outliers say at once what differs; only so many, since each takes the alignment of two logs. */
const mostSummaries = 50;

async function withSummaries(
  queries: Queries,
  clusters: readonly FoundCluster[],
): Promise<BootCluster[]> {
  const views: BootCluster[] = [];
  for (const [i, { view, kind, neighbour }] of clusters.entries()) {
    const isTold = view.kind === 'outlier' && i < mostSummaries && neighbour !== null;
    const differences = isTold ? await differencesOf(queries, neighbour, kind) : null;
    views.push({
      ...view,
      neighbour: view.neighbour && {
        ...view.neighbour,
        summary: differences && summaryOf(differences),
      },
    });
  }
  return views;
}

async function differencesOf(
  queries: Queries,
  from: BootKind<Seen>,
  to: BootKind<Seen>,
): Promise<BootDifferences | null> {
  const [left, right] = [
    await readEventLog(queries, from.eventLog),
    await readEventLog(queries, to.eventLog),
  ].map((content) => (content === null ? null : readable(content)));
  return left && right ? toldDifferences(left, right, { bank: quotedBank }) : null;
}

/** How many measurements of each kind differ, in the order in which they come. */
function summaryOf({ rows }: BootDifferences) {
  type Row = BootDifferences['rows'][number];
  const counts = new Map<string, Pick<Row, 'kind' | 'subject'> & { count: number }>();
  for (const { kind, subject } of rows) {
    const key = `${kind} ${subject}`;
    const row = counts.get(key) ?? { kind, subject, count: 0 };
    row.count++;
    counts.set(key, row);
  }
  return [...counts.values()];
}
