import { quotedBank } from '@gatehouse/attestation';
import type { BaselinePreview, BootDifference, BootDifferences } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import {
  type Baseline as BootBaseline,
  bootDifferences,
  claimedBootFactsOf,
  claimedMatch,
  claimedNearestBaseline,
  parseEventLog,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';
import { eq } from 'drizzle-orm';
import { baselineContent } from '../store/baseline-content.ts';
import { eachBootKind, readable, readLastBoots } from '../store/boot-store.ts';
import { readEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { contentOf, isUsable, logRemedy, sourceOf } from './baseline-trust.ts';
import { hostBootView, scopeOf } from './baseline-views.ts';
import { notFound, readingFile } from './problems.ts';

const { baselines } = hgsSchema;

/** As many differences are told; a log that has nothing in common would fill pages. */
const mostDifferences = 200;

export const toldDifferences = (
  left: UnprovenEventLog,
  right: UnprovenEventLog,
  of: Pick<BootBaseline, 'bank' | 'ignores'>,
): BootDifferences => {
  const all: readonly BootDifference[] = bootDifferences(left, right, of);
  return { rows: all.slice(0, mostDifferences), total: all.length };
};

/**
 * What trusting a stored log would mean: what it would fix, how it differs from the nearest trusted
 * baseline, and which hosts would pass that do not now. By the last boots of the hosts: what they
 * boot next, and every other policy, is decided when they attest.
 */
export async function previewOf(
  queries: Queries,
  digest: string,
  ignores: readonly number[],
): Promise<BaselinePreview> {
  const content = await readEventLog(queries, digest);
  if (content === null) throw notFound('event log');
  const log = readingFile('TCG log', logRemedy, () => parseEventLog(content));
  const candidate = contentOf(log, ignores);
  const rows = await queries.select().from(baselines).where(eq(baselines.enabled, true));
  const trusted = rows.map(({ id, name, eventLog, content: kept }) => ({
    ...baselineContent.parse(kept),
    id,
    name,
    eventLog,
  }));
  const { boots } = await readLastBoots(queries, { waiting: true });
  const kinds = await eachBootKind(queries, boots, (other) => ({
    matches: claimedMatch(candidate, other).matches,
    isTrusted: trusted.some((baseline) => claimedMatch(baseline, other).matches),
  }));
  const matching = kinds.filter(({ found }) => found.matches);
  const hosts = matching.flatMap((kind) =>
    kind.hosts.map((host) => ({ host, isTrusted: kind.found.isTrusted })),
  );
  return {
    eventLog: digest,
    eventCount: log.events.length,
    usable: isUsable(candidate),
    secureBoot: claimedBootFactsOf(log, quotedBank).secureBoot,
    source: await sourceOf(queries, digest),
    scope: scopeOf(candidate),
    nearest: await nearestOf(queries, trusted, log, candidate),
    wouldPass: hosts
      .filter(({ host, isTrusted }) => host.proven && !isTrusted)
      .map(({ host }) => hostBootView(host)),
    passAlready: hosts.filter(({ host, isTrusted }) => host.proven && isTrusted).length,
    waiting: hosts.filter(({ host }) => !host.proven).map(({ host }) => host.hostName),
  };
}

async function nearestOf(
  queries: Queries,
  trusted: readonly (BootBaseline & { id: string; name: string; eventLog: string })[],
  log: UnprovenEventLog,
  { bank, ignores = [] }: BootBaseline,
): Promise<BaselinePreview['nearest']> {
  const nearest = claimedNearestBaseline(trusted, log);
  if (nearest === null) return null;
  const { id, name, eventLog } = nearest.baseline;
  const content = await readEventLog(queries, eventLog);
  const other = content === null ? null : readable(content);
  return {
    id,
    name,
    matches: nearest.match.matches,
    differences:
      other === null ? { rows: [], total: 0 } : toldDifferences(other, log, { bank, ignores }),
  };
}
