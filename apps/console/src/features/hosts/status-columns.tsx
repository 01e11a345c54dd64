import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { useWords } from '../../shared/vocabulary/words.ts';
import type { HealthRow } from './health-rows.ts';
import { useMessages } from './messages.ts';

/** Category, status and remediation of the status tree. */
export const useStatusColumns = (compact: boolean): readonly Column<HealthRow>[] => {
  const t = useMessages();
  const words = useWords();
  const remediation = ({ node }: HealthRow) => {
    if (node.status === 'ok') return '';
    return node.repairable ? t('tree.repair') : (node.remedy ?? '');
  };
  const category: Column<HealthRow> = {
    id: 'category',
    header: t('tree.category'),
    width: compact ? 220 : 190,
    grow: !compact,
    cell: (row) => (
      <span title={words.node(row.node.id)} style={{ paddingInlineStart: (row.level - 1) * 12 }}>
        {words.node(row.node.id)}
      </span>
    ),
  };
  return [
    category,
    {
      id: 'status',
      header: t('tree.status'),
      width: compact ? 100 : 124,
      cell: (row) => <StatusChip status={row.node.status} />,
    },
    {
      id: 'remediation',
      header: t('tree.remediation'),
      width: compact ? 95 : 200,
      grow: true,
      wideOnly: true,
      cell: (row) => <span title={remediation(row)}>{remediation(row)}</span>,
    },
  ];
};
