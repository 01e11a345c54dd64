import MenuIcon from '@mui/icons-material/Menu';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import { type ReactNode, useState } from 'react';
import { clockTime } from '../../shared/format/format.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { StatusShape } from '../../shared/ui/StatusShape.tsx';
import { useRemembered } from '../../shared/ui/use-remembered.ts';
import { type Live, LiveIndicator } from './LiveIndicator.tsx';
import type { NavItem } from './nav-item.ts';
import { Rail } from './Rail.tsx';

interface Props {
  readonly brand: string;
  readonly items: readonly NavItem[];
  readonly live: Live;
  /** Right side of the top bar: jobs, user. */
  readonly tools: ReactNode;
  /** Middle of the top bar: search. */
  readonly search?: ReactNode;
  readonly children: ReactNode;
}

const railKey = 'gatehouse.rail-folded';

const StaleBanner = ({ live }: { readonly live: Live }) => {
  const t = useShared();
  if (live.phase !== 'stale') return null;
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        gap: 2,
        alignItems: 'center',
        padding: '8px 16px',
        borderBottom: 1,
        borderColor: 'status.stale',
        color: 'status.stale',
        bgcolor: 'surface.card',
        fontSize: '0.8125rem',
      }}
    >
      <StatusShape status="stale" />
      {t('live.banner', { time: live.at === null ? '—' : clockTime(live.at) })}
    </Box>
  );
};

/** The frame of every page: rail, top bar, stale banner, main. */
export const Shell = ({ brand, items, live, tools, search, children }: Props) => {
  const t = useShared();
  const [folded, fold] = useRemembered(railKey, (stored) => stored === 'true', String);
  const [open, setOpen] = useState(false);
  return (
    <Box sx={{ height: '100%', display: 'flex', flexDirection: 'column' }}>
      <Box
        component="a"
        href="#main"
        sx={{
          position: 'absolute',
          left: 8,
          top: -60,
          zIndex: 2000,
          bgcolor: 'surface.card',
          padding: 2,
          '&:focus': { top: 8 },
        }}
      >
        {t('shell.skip')}
      </Box>
      <Box
        component="header"
        sx={{
          height: 48,
          flexShrink: 0,
          display: 'flex',
          alignItems: 'center',
          gap: { xs: 2, md: 4 },
          padding: '0 12px',
          bgcolor: 'surface.card',
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        <IconButton
          aria-label={t('shell.menu')}
          onClick={() => setOpen(true)}
          sx={{ display: { md: 'none' } }}
        >
          <MenuIcon fontSize="small" />
        </IconButton>
        <Box
          sx={{
            fontWeight: 650,
            fontSize: '0.9375rem',
            whiteSpace: 'nowrap',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            minWidth: 0,
          }}
        >
          {brand}
        </Box>
        <Box sx={{ flex: 1, display: 'flex', justifyContent: 'center' }}>{search}</Box>
        <LiveIndicator {...live} />
        {tools}
      </Box>
      <StaleBanner live={live} />
      <Box sx={{ flex: 1, display: 'flex', minHeight: 0 }}>
        <Box sx={{ display: { xs: 'none', md: 'block' } }}>
          <Rail items={items} folded={folded} onFold={fold} />
        </Box>
        <Drawer
          open={open}
          onClose={() => setOpen(false)}
          slotProps={{ paper: { 'aria-label': t('shell.navigation') } }}
        >
          <Rail items={items} folded={false} onNavigate={() => setOpen(false)} />
        </Drawer>
        <Box
          component="main"
          id="main"
          tabIndex={-1}
          sx={{
            flex: 1,
            minWidth: 0,
            overflowY: 'auto',
            '&:focus-visible': { outline: 'none' },
            ...(live.phase === 'stale' && { filter: 'grayscale(0.6)' }),
          }}
        >
          {children}
        </Box>
      </Box>
    </Box>
  );
};
