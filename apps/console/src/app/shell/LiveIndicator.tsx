import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { absoluteTime, clockTime } from '../../shared/format/format.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import type { LivePhase } from '../../shared/live/live-state.ts';
import { StatusShape } from '../../shared/ui/StatusShape.tsx';

export interface Live {
  readonly phase: LivePhase;
  readonly at: string | null;
}

const statusOf = {
  live: 'ok',
  connecting: 'pending',
  reconnecting: 'pending',
  stale: 'stale',
} as const;

/** "Live", "Reconnecting…" or "Stale since 02:14", announced politely when it changes. */
export const LiveIndicator = ({ phase, at }: Live) => {
  const t = useShared();
  const word =
    phase === 'stale'
      ? at === null
        ? t('live.stale_never')
        : t('live.stale', { time: clockTime(at) })
      : t(`live.${phase}`);
  const time = at === null ? '—' : absoluteTime(at);
  const status = statusOf[phase];
  return (
    <Tooltip
      title={
        phase === 'live'
          ? t('live.explain_live', { at: time })
          : t('live.explain_down', { at: time })
      }
    >
      <Box
        component="output"
        sx={{
          display: 'inline-flex',
          alignItems: 'center',
          gap: 1.5,
          fontSize: '0.8125rem',
          fontWeight: 550,
          color: `status.${status}`,
          whiteSpace: 'nowrap',
        }}
      >
        <StatusShape status={status} />
        {word}
      </Box>
    </Tooltip>
  );
};
