import type { AuditEntry } from '@gatehouse/contracts';
import { useShared } from '../i18n/i18n.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusChip } from '../ui/StatusChip.tsx';
import type { Column } from '../ui/table/column.ts';
import { DataTable } from '../ui/table/DataTable.tsx';

const statusOf = { done: 'ok', refused: 'warning', failed: 'error' } as const;

/** The audit trail of either trust domain, newest first as it comes. */
export const AuditList = ({ entries }: { readonly entries: readonly AuditEntry[] }) => {
  const t = useShared();
  const columns: readonly Column<AuditEntry>[] = [
    { id: 'at', header: t('audit.at'), width: 130, cell: (row) => <RelativeTime at={row.at} /> },
    { id: 'actor', header: t('audit.actor'), width: 160, cell: (row) => row.actor },
    {
      id: 'action',
      header: t('audit.action'),
      width: 220,
      cell: (row) => <code>{row.action}</code>,
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
      header: t('audit.outcome'),
      width: 120,
      cell: (row) => (
        <StatusChip status={statusOf[row.outcome]} word={t(`outcome.${row.outcome}`)} />
      ),
    },
  ];
  return (
    <DataTable
      label={t('audit.title')}
      columns={columns}
      rows={entries}
      rowKey={(row) => row.id}
      rowName={(row) => row.action}
      virtual
    />
  );
};
