import Box from '@mui/material/Box';
import { LineChart, lineClasses } from '@mui/x-charts/LineChart';
import { Link, useNavigate } from '@tanstack/react-router';
import { clockTime } from '../../shared/format/format.ts';
import { useNow } from '../../shared/ui/Now.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { useMessages } from './messages.ts';
import { dayUntil, type Point, worstOf } from './timeline-text.ts';

const layers = [
  ['passed', 'ok'],
  ['refused', 'error'],
  ['unknown', 'unknown'],
] as const;

const useSummary = (points: readonly Point[]): string => {
  const t = useMessages();
  const last = points.at(-1);
  if (last === undefined) return t('noTimeline');
  const worst = worstOf(points);
  const now = t('timelineNow', { ...last, time: clockTime(last.at) });
  return worst === null
    ? `${now} ${t('timelineCalm')}`
    : `${now} ${t('timelineWorst', { count: worst.refused, time: clockTime(worst.at) })}`;
};

/** Outcomes over a day as stacked areas; what they say is also there in words. */
export const AttestationChart = ({ points }: { readonly points: readonly Point[] }) => {
  const t = useMessages();
  const summary = useSummary(points);
  const shown = dayUntil(points, useNow());
  const last = points.at(-1);
  const navigate = useNavigate();
  const show = (outcome: unknown) => {
    navigate({ to: '/hosts', search: { filter: `outcome:${outcome}` } }).catch(() => {});
  };
  return (
    <Box component="figure" sx={{ margin: 0, display: 'grid', gap: 2, minWidth: 0 }}>
      {/* The same is said in words below: a reader of the page is spared the drawing. */}
      <div aria-hidden="true">
        <LineChart
          height={220}
          disableKeyboardNavigation
          skipAnimation
          hideLegend
          onAreaClick={(_event, { seriesId }) => show(seriesId)}
          sx={{ [`& .${lineClasses.area}`]: { filter: 'none', fillOpacity: 0.3 } }}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          grid={{ horizontal: true }}
          xAxis={[
            {
              scaleType: 'time',
              min: shown.from,
              max: shown.to,
              data: shown.points.map(({ at }) => new Date(at)),
              valueFormatter: (at: Date) => clockTime(at.toISOString()),
              tickNumber: 6,
            },
          ]}
          yAxis={[{ width: 36, min: 0, tickMinStep: 1 }]}
          series={layers.map(([key, status]) => ({
            id: key,
            label: t(key),
            data: shown.points.map((point) => point[key]),
            color: `var(--gh-palette-status-${status})`,
            area: true,
            stack: 'hosts',
            showMark: false,
            curve: 'stepAfter',
          }))}
        />
      </div>
      <Box
        component="figcaption"
        sx={{ display: 'grid', gap: 1, fontSize: '0.8125rem', color: 'text.secondary' }}
      >
        <Box sx={{ display: 'flex', gap: 4, flexWrap: 'wrap' }}>
          {layers.map(([key, status]) => (
            <Link key={key} to="/hosts" search={{ filter: `outcome:${key}` }}>
              <StatusChip status={status} word={`${t(key)} ${last?.[key] ?? 0}`} />
            </Link>
          ))}
        </Box>
        {summary}
      </Box>
    </Box>
  );
};
