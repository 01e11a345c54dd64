import { type FeedEntry, hgsRoutes } from '@gatehouse/contracts';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CallOutput } from '../../shared/api/api.ts';
import { useApi } from '../../shared/api/queries.ts';
import type { Live } from './LiveIndicator.tsx';

type RouteName = keyof typeof hgsRoutes;

/** What is made of the last boots of the hosts. */
const ofBoots = [
  'listBaselines',
  'getBaseline',
  'previewBaseline',
  'listBoots',
  'listClusters',
  'getCluster',
  'listRollouts',
  'getRollout',
] as const satisfies readonly RouteName[];

/** What each kind of feed entry makes stale; a new kind does not compile without its row. */
const staleAfter: Readonly<Record<FeedEntry['kind'], readonly RouteName[]>> = {
  verdict: ['listVerdicts', 'getHgsSummary', 'listTpmHosts', 'listHgsAudit', ...ofBoots],
  'host-waiting': ['listWaitingHosts', 'getHgsSummary', 'listBoots', 'listClusters'],
  'host-authorized': ['listWaitingHosts', 'listTpmHosts', 'getHgsSummary', 'listHgsAudit'],
  'host-withdrawn': ['listTpmHosts', 'getHgsSummary', 'listHgsAudit'],
  'trust-changed': [
    ...ofBoots,
    'listTrustedPolicies',
    'listDumpKeys',
    'listBuiltInPolicies',
    'listTpmRoots',
    'listWaitingHosts',
    'getHgsSummary',
    'listHgsAudit',
  ],
};

const invalidate = (queryClient: QueryClient, entries: readonly FeedEntry[]) => {
  for (const name of new Set(entries.flatMap(({ kind }) => staleAfter[kind])))
    queryClient.invalidateQueries({ queryKey: [name] }).catch(() => {});
};

const secondsOfPoll = 25;
/** Between two reads that found something: when a whole fabric attests, pages are read again once a second. */
const breath = 1000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Where a reader is in the feed, and how often reading has failed in a row. */
interface Position {
  readonly after: number | null;
  readonly failures: number;
}

interface Reader {
  readonly read: (after: number, wait: number) => Promise<FeedPage>;
  readonly queryClient: QueryClient;
  readonly show: (phase: Live['phase']) => void;
}

type FeedPage = CallOutput<typeof hgsRoutes.getFeed>;

/** One read: what is new makes its queries stale; after a gap or an outage everything is. */
const readOn = async (reader: Reader, { after, failures }: Position): Promise<Position> => {
  try {
    const page = await reader.read(after ?? 0, after === null ? 0 : secondsOfPoll);
    reader.show('live');
    // What was there before the first read is on the pages already.
    if (after === null) return { after: page.last, failures: 0 };
    invalidate(reader.queryClient, page.entries);
    if (after + 1 < page.oldest || failures > 0)
      reader.queryClient.invalidateQueries().catch(() => {});
    if (page.entries.length > 0) await pause(breath);
    return { after: page.entries.at(-1)?.sequence ?? after, failures: 0 };
  } catch {
    reader.show(failures > 1 ? 'stale' : 'reconnecting');
    await pause(Math.min(10_000, 1000 * 2 ** failures));
    return { after, failures: failures + 1 };
  }
};

/** Follows hgs's feed by long poll; what has changed is read again. */
export const useFeed = (): Live => {
  const api = useApi();
  const queryClient = useQueryClient();
  const [live, setLive] = useState<Live>({ phase: 'connecting', at: null });
  useEffect(() => {
    const ended = new AbortController();
    const reader: Reader = {
      queryClient,
      read: (after, wait) => api.call(hgsRoutes.getFeed, { query: { after, wait } }, ended.signal),
      show: (phase) =>
        setLive((last) => ({ phase, at: phase === 'live' ? new Date().toISOString() : last.at })),
    };
    const follow = async () => {
      let position: Position = { after: null, failures: 0 };
      while (!ended.signal.aborted) position = await readOn(reader, position);
    };
    follow().catch(() => {});
    return () => ended.abort();
  }, [api, queryClient]);
  return live;
};
