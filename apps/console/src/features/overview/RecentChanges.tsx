import type { AuditEntry } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useActionWords } from '../../shared/audit/action-words.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { lineStyles, listStyles } from './line-styles.ts';

const shown = 8;
const statusOf = { done: 'ok', refused: 'warning', failed: 'error' } as const;

/** Who changed what lately; an outcome is named only where it is not that it was done. */
export const RecentChanges = ({ entries }: { readonly entries: readonly AuditEntry[] }) => {
  const t = useShared();
  const wordsOf = useActionWords();
  if (entries.length === 0) {
    return <Typography sx={{ color: 'text.secondary' }}>{t('audit.empty')}</Typography>;
  }
  return (
    <Box component="ul" sx={listStyles}>
      {entries.slice(0, shown).map((entry) => (
        <Box key={entry.id} component="li" sx={lineStyles}>
          <Box component="span" sx={{ flex: 1, minWidth: 160, overflowWrap: 'anywhere' }}>
            <strong>{entry.actor}</strong> {wordsOf(entry.action)}
            {entry.object !== entry.actor && (
              <Box component="span" sx={{ color: 'text.secondary' }} title={entry.object}>
                {' '}
                {shortened(entry.object)}
              </Box>
            )}
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

const longest = 48;

/** The page of the audit log has all of it. */
const shortened = (text: string) =>
  text.length > longest ? `${text.slice(0, longest).replace(/[\s.,]+$/, '')}…` : text;
