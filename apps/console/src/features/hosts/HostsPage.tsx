import type { HostSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLiveHosts, useLiveLoaded } from '../../shared/live/use-live.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Loading } from '../../shared/ui/states.tsx';
import { sortRows } from '../../shared/ui/table/column.ts';
import { download, toCsv } from '../../shared/ui/table/csv.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { AddHostsDialog } from './AddHostsDialog.tsx';
import { GroupTree } from './GroupTree.tsx';
import { HostActions } from './HostActions.tsx';
import { HostStatusView } from './HostStatusView.tsx';
import { useHostColumns } from './host-columns.tsx';
import { matchesFilter, parseFilter } from './host-filter.ts';
import { useMessages } from './messages.ts';
import type { HostsSearch } from './search.ts';

interface Props {
  readonly search: HostsSearch;
  readonly onSearch: (changed: HostsSearch) => void;
}

const noSelection: ReadonlySet<string> = new Set();

const useRows = (search: HostsSearch) => {
  const hosts = useLiveHosts();
  const columns = useHostColumns();
  const filter = useDeferredValue(search.filter ?? '');
  const sort = search.sort ?? 'status';
  return useMemo(() => {
    const tokens = parseFilter(filter);
    const inGroup = [...hosts.values()].filter(
      (host) => search.group === undefined || host.group === search.group,
    );
    const byName = inGroup
      .filter((host) => matchesFilter(host, tokens))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { rows: sortRows(byName, columns, sort), columns, sort };
  }, [hosts, columns, filter, sort, search.group]);
};

const Sentence = ({ hosts }: { readonly hosts: ReadonlyMap<string, HostSummary> }) => {
  const t = useMessages();
  const bad = [...hosts.values()].filter(
    (host) => host.status !== 'ok' && host.status !== 'maintenance',
  ).length;
  if (hosts.size === 0) return t('sentence_none');
  return bad === 0
    ? t('sentence_ok', { count: hosts.size })
    : t('sentence_bad', { bad, total: hosts.size });
};

/** Fabric › Hosts: groups, filter, the list, its actions and the pane of one host. */
export const HostsPage = ({ search, onSearch }: Props) => {
  const t = useMessages();
  const navigate = useNavigate();
  const hosts = useLiveHosts();
  const loaded = useLiveLoaded();
  const mayAdd = usePermission('hosts.write');
  const [selected, setSelected] = useState(noSelection);
  const filterField = useRef<HTMLInputElement>(null);
  const { rows, columns, sort } = useRows(search);
  const chosen = useMemo(
    () => [...selected].flatMap((id) => hosts.get(id) ?? []),
    [selected, hosts],
  );
  const shown = search.host === undefined ? undefined : hosts.get(search.host);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element &&
        event.target.closest('input, textarea, [role=dialog]') !== null;
      if (event.key !== '/' || typing) return;
      event.preventDefault();
      filterField.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const open = (host: HostSummary) => {
    if (matchMedia('(max-width: 1199px)').matches)
      navigate({ to: `/hosts/${host.id}` }).catch(() => {});
    else onSearch({ host: host.id === search.host ? undefined : host.id });
  };
  const csv = () => {
    const cells = rows.map((host) => [
      host.name,
      host.status,
      host.group,
      host.attestation?.status ?? null,
      host.reason,
      host.lastSeen,
    ]);
    download(
      'hosts.csv',
      toCsv(['name', 'status', 'group', 'attestation', 'reason', 'lastSeen'], cells),
      'text/csv',
    );
  };

  return (
    <Page
      fill
      title={t('title')}
      sentence={loaded && <Sentence hosts={hosts} />}
      action={
        mayAdd && (
          <Button variant="contained" onClick={() => onSearch({ add: true })}>
            {t('add')}
          </Button>
        )
      }
    >
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
        <TextField
          inputRef={filterField}
          label={t('filter')}
          placeholder={t('filterHint')}
          value={search.filter ?? ''}
          onChange={(event) => onSearch({ filter: event.target.value || undefined })}
          sx={{ flex: '1 1 240px', maxWidth: 480 }}
        />
        <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
          {selected.size > 0
            ? t('selected', { count: selected.size })
            : t('shown', { shown: rows.length, total: hosts.size })}
        </Typography>
        {selected.size > 0 && selected.size < rows.length && (
          <Button onClick={() => setSelected(new Set(rows.map((host) => host.id)))}>
            {t('selectMatching', { count: rows.length })}
          </Button>
        )}
        {selected.size > 0 && (
          <Button onClick={() => setSelected(noSelection)}>{t('clearSelection')}</Button>
        )}
        <Box sx={{ flex: 1 }} />
        <Button onClick={csv} disabled={rows.length === 0}>
          {t('csv')}
        </Button>
      </Box>
      <Box
        role="toolbar"
        aria-label={t('action.more')}
        sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}
      >
        <HostActions hosts={chosen} />
      </Box>
      <Box
        sx={{
          display: 'flex',
          flex: 1,
          minHeight: 320,
          border: 1,
          borderColor: 'divider',
          borderRadius: 2,
          bgcolor: 'surface.card',
          overflow: 'hidden',
        }}
      >
        <GroupTree hosts={hosts} group={search.group} onGroup={(group) => onSearch({ group })} />
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', height: { xs: '70vh', md: 'auto' } }}>
          {!loaded && <Loading rows={12} />}
          {loaded && rows.length === 0 && (
            <Empty
              title={hosts.size === 0 ? t('empty') : t('noMatch')}
              hint={hosts.size === 0 ? t('emptyHint') : t('noMatchHint')}
              action={
                hosts.size > 0 && (
                  <Button
                    variant="outlined"
                    onClick={() => onSearch({ filter: undefined, group: undefined })}
                  >
                    {t('clearFilter')}
                  </Button>
                )
              }
            />
          )}
          {rows.length > 0 && (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={rows}
              rowKey={(host) => host.id}
              rowName={(host) => host.name}
              sort={sort}
              onSort={(next) => onSearch({ sort: next })}
              selected={selected}
              onSelected={setSelected}
              current={search.host}
              onOpen={open}
              virtual
            />
          )}
        </Box>
        {shown !== undefined && (
          <Box
            component="aside"
            aria-label={t('detail', { name: shown.name })}
            sx={{
              width: 480,
              flexShrink: 0,
              borderInlineStart: 1,
              borderColor: 'divider',
              overflow: 'auto',
              padding: 4,
              display: { xs: 'none', lg: 'grid' },
              gap: 4,
              alignContent: 'start',
            }}
          >
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
              <Typography variant="h2" component="h2" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
                {shown.name}
              </Typography>
              <Button onClick={() => navigate({ to: `/hosts/${shown.id}` })}>{t('open')}</Button>
              <Button onClick={() => onSearch({ host: undefined })}>Close</Button>
            </Box>
            <HostStatusView host={shown} />
          </Box>
        )}
      </Box>
      {search.add === true && (
        <AddHostsDialog known={hosts} onClose={() => onSearch({ add: undefined })} />
      )}
    </Page>
  );
};
