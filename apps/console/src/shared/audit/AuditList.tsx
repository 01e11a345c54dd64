import type { AuditEntry } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { useShared } from '../i18n/i18n.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusChip } from '../ui/StatusChip.tsx';
import type { Column } from '../ui/table/column.ts';
import { DataTable } from '../ui/table/DataTable.tsx';
import { useActionWords } from './action-words.ts';

const statusOf = { done: 'ok', refused: 'warning', failed: 'error' } as const;

export const AuditOutcome = ({ entry: { outcome } }: { readonly entry: AuditEntry }) => {
  const t = useShared();
  return <StatusChip status={statusOf[outcome]} word={t(`outcome.${outcome}`)} />;
};

interface Props {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly current: string | undefined;
  readonly onOpen: (entry: AuditEntry) => void;
}

export const AuditList = ({ entries, current, onOpen }: Props) => {
  const t = useShared();
  const wordsOf = useActionWords();
  const columns: readonly Column<AuditEntry>[] = [
    { id: 'at', header: t('audit.at'), width: 100, cell: (row) => <RelativeTime at={row.at} /> },
    { id: 'actor', header: t('audit.actor'), width: 110, cell: (row) => row.actor },
    {
      id: 'action',
      header: t('audit.action'),
      width: 130,
      grow: true,
      cell: (row) => (
        <span title={row.action}>
          {wordsOf(row.action)}
          {row.outcome !== 'done' && (
            // Where the column of the outcome has no room.
            <Box component="span" sx={{ display: { sm: 'none' } }}>
              {` (${t(`outcome.${row.outcome}`)})`}
            </Box>
          )}
        </span>
      ),
    },
    {
      id: 'object',
      header: t('audit.object'),
      width: 220,
      grow: true,
      wideOnly: true,
      cell: (row) => <span title={row.object}>{row.object}</span>,
    },
    {
      id: 'outcome',
      wideOnly: true,
      header: t('audit.outcome'),
      width: 120,
      cell: (row) => <AuditOutcome entry={row} />,
    },
  ];
  return (
    <DataTable
      label={t('audit.title')}
      columns={columns}
      rows={entries}
      rowKey={(row) => row.id}
      rowName={(row) => wordsOf(row.action)}
      current={current}
      onOpen={onOpen}
      virtual
    />
  );
};
