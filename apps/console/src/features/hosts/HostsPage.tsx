import type { HostSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useLiveHosts, useLiveLoaded } from '../../shared/live/use-live.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Loading } from '../../shared/ui/states.tsx';
import { ColumnsMenu, useHiddenColumns } from '../../shared/ui/table/ColumnsMenu.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { AddHostsDialog } from './AddHostsDialog.tsx';
import { GroupTree } from './GroupTree.tsx';
import { HostActions } from './HostActions.tsx';
import { HostFilterBar } from './HostFilterBar.tsx';
import { HostPane } from './HostPane.tsx';
import { useMessages } from './messages.ts';
import type { HostsSearch } from './search.ts';
import { useHostRows } from './use-host-rows.ts';

interface Props {
  readonly search: HostsSearch;
  readonly onSearch: (changed: HostsSearch) => void;
}

const noSelection: ReadonlySet<string> = new Set();

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
  const chosen = useMemo(
    () => [...selected].flatMap((id) => hosts.get(id) ?? []),
    [selected, hosts],
  );
  const shown = search.host === undefined ? undefined : hosts.get(search.host);
  const wide = useMediaQuery(useTheme().breakpoints.up('lg'), { noSsr: true });
  const pane = shown !== undefined && wide;
  const [hidden, setHidden] = useHiddenColumns('hosts');
  const { rows, columns, all, sort } = useHostRows(search, pane, hidden);

  const open = (host: HostSummary) => {
    if (wide) onSearch({ host: host.id === search.host ? undefined : host.id });
    else navigate({ to: `/hosts/${host.id}` }).catch(() => {});
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
      <HostFilterBar
        filter={search.filter ?? ''}
        onFilter={(filter) => onSearch({ filter: filter || undefined })}
        rows={rows}
        total={hosts.size}
        selected={selected.size}
        onSelectMatching={() => setSelected(new Set(rows.map((host) => host.id)))}
        onClearSelection={() => setSelected(noSelection)}
        tools={!pane && <ColumnsMenu columns={all} hidden={hidden} onHidden={setHidden} />}
      />
      <Box
        role="toolbar"
        aria-label={t('toolbar')}
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
        <GroupTree
          hosts={hosts}
          group={search.group}
          onGroup={(group) => onSearch({ group })}
          pane={pane}
        />
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
        {pane && <HostPane host={shown} onClose={() => onSearch({ host: undefined })} />}
      </Box>
      {search.add === true && (
        <AddHostsDialog known={hosts} onClose={() => onSearch({ add: undefined })} />
      )}
    </Page>
  );
};
