import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import LinearProgress from '@mui/material/LinearProgress';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useLiveJobs } from '../../shared/live/use-live.ts';

/** How many jobs run, with their progress on demand. */
export const RunningJobs = () => {
  const t = useShared();
  const navigate = useNavigate();
  const jobs = useLiveJobs();
  const running = [...jobs.values()].filter(
    (job) => job.status === 'running' || job.status === 'queued',
  );
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const go = (to: string) => {
    setAnchor(null);
    navigate({ to }).catch(() => {});
  };
  if (running.length === 0) return null;
  return (
    <>
      <Button
        color="inherit"
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-haspopup="menu"
        aria-label={t('shell.running', { count: running.length })}
        startIcon={<CircularProgress size={14} thickness={6} aria-hidden />}
        sx={{ '& .MuiButton-startIcon': { marginInlineEnd: { xs: 0, sm: 2 } }, minWidth: 40 }}
      >
        <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
          {t('shell.running', { count: running.length })}
        </Box>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {running.slice(0, 8).map((job) => (
          <MenuItem
            key={job.id}
            onClick={() => go(`/jobs/${job.id}`)}
            sx={{ display: 'block', width: 300 }}
          >
            {t(`jobKind.${job.kind}`)} · {job.subject}
            <LinearProgress
              variant="determinate"
              value={job.progress * 100}
              aria-label={job.subject}
              sx={{ mt: 1 }}
            />
          </MenuItem>
        ))}
        <MenuItem onClick={() => go('/jobs')}>{t('shell.allJobs')}</MenuItem>
      </Menu>
    </>
  );
};
