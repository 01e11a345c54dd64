import type { HealthChange } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { absoluteTime, clockTime } from '../../../shared/format/format.ts';
import { useNow } from '../../../shared/ui/Now.tsx';
import { useWords } from '../../../shared/vocabulary/words.ts';
import { useMessages } from '../messages.ts';
import { bandsSpan, healthBands, type Stretch } from './health-bands.ts';

/** A day of the categories that were not well; the list of changes says the same in words. */
export const HealthBands = ({ changes }: { readonly changes: readonly HealthChange[] }) => {
  const t = useMessages();
  const words = useWords();
  const { from, to } = bandsSpan(changes, useNow());
  const bands = healthBands(changes, from, to);
  if (bands.length === 0) return <p>{t('history.calm')}</p>;
  const part = ({ status, ...stretch }: Stretch) =>
    t('history.part', {
      status: words.status(status),
      from: absoluteTime(new Date(stretch.from).toISOString()),
      to: absoluteTime(new Date(stretch.to).toISOString()),
    });
  const share = (milliseconds: number) => `${(100 * milliseconds) / (to - from)}%`;
  return (
    <Box component="figure" sx={{ margin: 0, display: 'grid', gap: 2 }}>
      <Box
        aria-hidden
        sx={{
          display: 'grid',
          gridTemplateColumns: 'fit-content(40%) minmax(0, 1fr)',
          columnGap: 4,
          rowGap: 2,
          alignItems: 'center',
          fontSize: '0.8125rem',
        }}
      >
        {bands.map(({ node, stretches }) => (
          <Box key={node} sx={{ display: 'contents' }}>
            <span>{words.node(node)}</span>
            <Box sx={{ position: 'relative', height: 16, bgcolor: 'surface.sunken' }}>
              {stretches.map((stretch) => (
                <Box
                  key={stretch.from}
                  title={part(stretch)}
                  data-status={stretch.status}
                  sx={{
                    position: 'absolute',
                    left: share(stretch.from - from),
                    width: share(stretch.to - stretch.from),
                    minWidth: 2,
                    bgcolor: `status.${stretch.status}`,
                    ...(stretch.status === 'ok' ? { top: 6, height: 4 } : { top: 0, height: 16 }),
                  }}
                />
              ))}
            </Box>
          </Box>
        ))}
      </Box>
      <Box component="figcaption" sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>
        {t('history.axis', { from: clockTime(from) })}
      </Box>
    </Box>
  );
};
