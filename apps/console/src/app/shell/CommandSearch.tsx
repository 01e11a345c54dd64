import Search from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import InputBase from '@mui/material/InputBase';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useLiveHosts } from '../../shared/live/use-live.ts';
import { StatusShape } from '../../shared/ui/StatusShape.tsx';
import type { NavItem } from './nav-item.ts';

interface Found {
  readonly key: string;
  readonly label: string;
  readonly to: string;
  readonly status?: 'ok' | 'warning' | 'error' | 'unknown' | 'stale' | 'pending' | 'maintenance';
}

const limit = 12;

const useFound = (items: readonly NavItem[], text: string): readonly Found[] => {
  const hosts = useLiveHosts();
  const wanted = text.trim().toLowerCase();
  const pages = items
    .filter((item) => item.external !== true)
    .flatMap((item) => item.children ?? [item])
    .filter((page) => page.label.toLowerCase().includes(wanted))
    .map((page) => ({ key: page.to, label: page.label, to: page.to }));
  if (wanted === '') return pages;
  const found: Found[] = [...pages];
  for (const host of hosts.values()) {
    if (found.length >= limit) break;
    if (host.name.includes(wanted))
      found.push({ key: host.id, label: host.name, to: `/hosts/${host.id}`, status: host.status });
  }
  return found.slice(0, limit);
};

const SearchDialog = ({
  items,
  onClose,
}: {
  readonly items: readonly NavItem[];
  readonly onClose: () => void;
}) => {
  const t = useShared();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const found = useFound(items, text);
  const go = (to: string) => {
    onClose();
    navigate({ to }).catch(() => {});
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((at) => Math.max(0, Math.min(found.length - 1, at + step)));
    } else if (event.key === 'Enter') {
      const chosen = found[active];
      if (chosen !== undefined) go(chosen.to);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      aria-label={t('shell.search')}
      slotProps={{ paper: { sx: { alignSelf: 'flex-start' } } }}
    >
      <InputBase
        autoFocus
        fullWidth
        value={text}
        placeholder={t('shell.searchHint')}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        slotProps={{
          input: {
            role: 'combobox',
            'aria-label': t('shell.search'),
            'aria-expanded': true,
            'aria-controls': 'search-found',
            'aria-activedescendant': found[active] === undefined ? undefined : `search-${active}`,
          },
        }}
        sx={{ padding: '12px 16px', borderBottom: 1, borderColor: 'divider' }}
      />
      <Box
        component="ul"
        role="listbox"
        id="search-found"
        aria-label={t('shell.search')}
        sx={{ listStyle: 'none', padding: 2, maxHeight: 420, overflow: 'auto' }}
      >
        {found.map((item, index) => (
          <Box
            key={item.key}
            component="li"
            role="option"
            id={`search-${index}`}
            aria-selected={index === active}
            onClick={() => go(item.to)}
            sx={{
              display: 'flex',
              gap: 2,
              alignItems: 'center',
              padding: '6px 12px',
              borderRadius: 1,
              cursor: 'pointer',
              fontSize: '0.875rem',
              '&[aria-selected=true], &:hover': { bgcolor: 'accent.tint' },
            }}
          >
            {item.status !== undefined && <StatusShape status={item.status} />}
            {item.label}
          </Box>
        ))}
      </Box>
    </Dialog>
  );
};

/** Ctrl+K or Cmd+K: pages and hosts by name. */
export const CommandSearch = ({ items }: { readonly items: readonly NavItem[] }) => {
  const t = useShared();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Button
        variant="outlined"
        color="inherit"
        startIcon={<Search />}
        onClick={() => setOpen(true)}
        aria-label={t('shell.search')}
        sx={{
          color: 'text.secondary',
          justifyContent: 'flex-start',
          width: { xs: 40, md: 320 },
          minWidth: 40,
          '& .MuiButton-startIcon': { marginInline: { xs: 0, md: '0 8px' } },
        }}
      >
        <Box
          component="span"
          sx={{ display: { xs: 'none', md: 'inline' }, flex: 1, textAlign: 'start' }}
        >
          {t('shell.search')}
        </Box>
        <Box
          component="kbd"
          sx={{ display: { xs: 'none', md: 'inline' }, font: 'inherit', fontSize: '0.75rem' }}
        >
          Ctrl K
        </Box>
      </Button>
      {open && <SearchDialog items={items} onClose={() => setOpen(false)} />}
    </>
  );
};
