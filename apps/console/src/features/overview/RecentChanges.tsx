import type { AuditEntry } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useShared } from '../../shared/i18n/i18n.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { lineStyles, listStyles } from './line-styles.ts';

const shown = 8;
const statusOf = { done: 'ok', refused: 'warning', failed: 'error' } as const;

/** Who changed what lately; an outcome is named only where it is not that it was done. */
export const RecentChanges = ({ entries }: { readonly entries: readonly AuditEntry[] }) => {
  const t = useShared();
  if (entries.length === 0) {
    return <Typography sx={{ color: 'text.secondary' }}>{t('audit.empty')}</Typography>;
  }
  return (
    <Box component="ul" sx={listStyles}>
      {entries.slice(0, shown).map((entry) => (
        <Box key={entry.id} component="li" sx={lineStyles}>
          <Box component="span" sx={{ flex: 1, minWidth: 160, overflowWrap: 'anywhere' }}>
            <strong>{entry.actor}</strong> <code>{entry.action}</code>{' '}
            {entry.object === entry.actor ? '' : entry.object}
          </Box>
          {entry.outcome !== 'done' && (
            <StatusChip status={statusOf[entry.outcome]} word={t(`outcome.${entry.outcome}`)} />
          )}
          <Box component="span" sx={{ color: 'text.secondary' }}>
            <RelativeTime at={entry.at} />
          </Box>
        </Box>
      ))}
    </Box>
  );
};
