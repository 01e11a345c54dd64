import type { HostSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { useMemo } from 'react';
import { StatusShape } from '../../shared/ui/StatusShape.tsx';
import { severity } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly hosts: ReadonlyMap<string, HostSummary>;
  readonly group: string | undefined;
  readonly onGroup: (group: string | undefined) => void;
  /** A host is shown beside the list: the tree gives way where there is no room for three. */
  readonly pane: boolean;
}

const groupsOf = (hosts: ReadonlyMap<string, HostSummary>) => {
  const groups = new Map<string, { count: number; worst: HostSummary['status'] }>();
  for (const { group, status } of hosts.values()) {
    const last = groups.get(group);
    const worst =
      last === undefined || severity[status] < severity[last.worst] ? status : last.worst;
    groups.set(group, { count: (last?.count ?? 0) + 1, worst });
  }
  return [...groups].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
};

/** Host groups with how many hosts and their worst status. */
export const GroupTree = ({ hosts, group, onGroup, pane }: Props) => {
  const t = useMessages();
  const groups = useMemo(() => groupsOf(hosts), [hosts]);
  const entry = (
    label: string,
    value: string | undefined,
    count: number,
    worst?: HostSummary['status'],
  ) => (
    <li key={label}>
      <Box
        component="button"
        type="button"
        aria-pressed={group === value}
        onClick={() => onGroup(value)}
        sx={{
          all: 'unset',
          boxSizing: 'border-box',
          width: '100%',
          display: 'flex',
          gap: 2,
          alignItems: 'center',
          padding: '6px 10px',
          borderRadius: 1,
          fontSize: '0.8125rem',
          cursor: 'pointer',
          '&:hover': { bgcolor: 'surface.sunken' },
          '&[aria-pressed=true]': { bgcolor: 'accent.tint', fontWeight: 600 },
          '&:focus-visible': {
            outline: '2px solid var(--gh-palette-accent-main)',
            outlineOffset: -2,
          },
        }}
      >
        {worst !== undefined && <StatusShape status={worst} size={14} />}
        <Box component="span" sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis' }}>
          {label}
        </Box>
        <span>{count}</span>
      </Box>
    </li>
  );
  return (
    <Box
      component="nav"
      aria-label={t('groups')}
      sx={{
        width: 190,
        flexShrink: 0,
        borderInlineEnd: 1,
        borderColor: 'divider',
        padding: 2,
        overflow: 'auto',
        display: { xs: 'none', lg: pane ? 'none' : 'block' },
        '@media (min-width: 1640px)': { display: 'block' },
      }}
    >
      <Box component="ul" sx={{ listStyle: 'none', padding: 0 }}>
        {entry(t('allGroups'), undefined, hosts.size)}
        {groups.map(([name, { count, worst }]) => entry(name, name, count, worst))}
      </Box>
    </Box>
  );
};
