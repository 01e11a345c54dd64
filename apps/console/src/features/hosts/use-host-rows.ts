import { useDeferredValue, useMemo } from 'react';
import { useLiveHosts } from '../../shared/live/use-live.ts';
import { sortRows } from '../../shared/ui/table/column.ts';
import { useHostColumns } from './host-columns.tsx';
import { matchesFilter, parseFilter } from './host-filter.ts';
import type { HostsSearch } from './search.ts';

/** What is left of the list while the pane is open beside it. */
const besidePane: ReadonlySet<string> = new Set(['status', 'name', 'attestation', 'lastSeen']);

/** The hosts that match, in order, and the columns that there is room for. */
export const useHostRows = (search: HostsSearch, pane: boolean, hidden: ReadonlySet<string>) => {
  const hosts = useLiveHosts();
  const columns = useHostColumns();
  const filter = useDeferredValue(search.filter ?? '');
  const sort = search.sort ?? 'status';
  const rows = useMemo(() => {
    const tokens = parseFilter(filter);
    const inGroup = [...hosts.values()].filter(
      (host) => search.group === undefined || host.group === search.group,
    );
    const byName = inGroup
      .filter((host) => matchesFilter(host, tokens))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return sortRows(byName, columns, sort);
  }, [hosts, columns, filter, sort, search.group]);
  const shown = columns.filter(({ id }) => !hidden.has(id) && (!pane || besidePane.has(id)));
  return { rows, columns: shown, all: columns, sort };
};
