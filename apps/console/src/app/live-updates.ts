import type { LiveTopic, serverRoutes } from '@gatehouse/contracts';
import type { QueryClient } from '@tanstack/react-query';

type RouteName = keyof typeof serverRoutes;

/** What each topic of the live line makes stale; a new topic does not compile without its row. */
const staleAfter: Readonly<Record<LiveTopic, readonly RouteName[]>> = {
  overview: ['getOverview', 'listAudit'],
  attestations: ['listAttestations', 'getHostTpm'],
  'hgs-settings': ['getHgsSettings', 'previewHgsSettings'],
  'code-integrity-policies': ['listCodeIntegrityPolicies'],
  'run-as-accounts': ['listRunAsAccounts'],
  users: ['listUsers'],
  simulator: ['listSimulatedHosts', 'getSimulator', 'getTpmPort'],
};

const invalidate = (queryClient: QueryClient, names: readonly RouteName[]) => {
  for (const name of names) {
    queryClient.invalidateQueries({ queryKey: [name] }).catch(() => {});
  }
};

export const onTopics = (queryClient: QueryClient) => (topics: readonly LiveTopic[]) =>
  invalidate(queryClient, [...new Set(topics.flatMap((topic) => staleAfter[topic]))]);

const ofRows: ReadonlySet<string> = new Set<RouteName>([
  'getHost',
  'getHostHealth',
  'getHostTpm',
  'getJob',
  'listHealthChanges',
]);

/** Rows of the live line whose details are read over HTTP. */
export const onRows = (
  queryClient: QueryClient,
  hosts: readonly string[],
  jobs: readonly string[],
): void => {
  const inputs = new Set([...hosts, ...jobs]);
  queryClient
    .invalidateQueries({
      predicate: ({ queryKey: [name, input] }) =>
        ofRows.has(String(name)) && inputs.has(idOf(input)),
    })
    .catch(() => {});
};

const idOf = (input: unknown): string => {
  if (typeof input !== 'object' || input === null || !('params' in input)) return '';
  const { params } = input;
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
};

/** After a new snapshot anything may have changed meanwhile. */
export const onSnapshot = (queryClient: QueryClient) => () => {
  queryClient
    .invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    .catch(() => {});
};
