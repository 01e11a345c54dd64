import type { Overview } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { clockTime } from '../../shared/format/format.ts';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { useMessages } from './messages.ts';

const layers = [
  ['passed', 'ok'],
  ['refused', 'error'],
  ['unknown', 'unknown'],
] as const;

/** Outcomes over a day, stacked; the last values stand beside it in words. */
export const Timeline = ({ points }: { readonly points: Overview['timeline'] }) => {
  const t = useMessages();
  const most = Math.max(1, ...points.map((point) => point.passed + point.refused + point.unknown));
  const step = 600 / Math.max(1, points.length);
  const last = points.at(-1);
  const bar = (point: Overview['timeline'][number], index: number) => {
    let top = 120;
    return layers.map(([key, status]) => {
      const height = (point[key] / most) * 116;
      top -= height;
      return (
        <rect
          key={key}
          x={index * step}
          y={top}
          width={Math.max(1, step - 0.6)}
          height={height}
          fill={`var(--gh-palette-status-${status})`}
        />
      );
    });
  };
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <svg
        role="img"
        aria-label={t('timeline')}
        viewBox="0 0 600 120"
        preserveAspectRatio="none"
        style={{ width: '100%', height: 120 }}
      >
        <title>{t('timeline')}</title>
        {points.map((point, index) => (
          <g key={point.at}>{bar(point, index)}</g>
        ))}
      </svg>
      <Box
        sx={{
          display: 'flex',
          gap: 4,
          flexWrap: 'wrap',
          fontSize: '0.8125rem',
          color: 'text.secondary',
        }}
      >
        <span>
          {points[0] === undefined ? '' : clockTime(points[0].at)} –{' '}
          {last === undefined ? '' : clockTime(last.at)}
        </span>
        {layers.map(([key, status]) => (
          <StatusChip key={key} status={status} word={`${t(key)} ${last?.[key] ?? 0}`} />
        ))}
      </Box>
    </Box>
  );
};
