import Box from '@mui/material/Box';
import SvgIcon from '@mui/material/SvgIcon';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { useWords } from '../../shared/vocabulary/words.ts';
import type { HealthRow } from './health-rows.ts';
import { useMessages } from './messages.ts';

/** For the mouse; the keyboard folds with the arrows of the tree. */
const FoldButton = ({
  row,
  name,
  onExpand,
}: {
  readonly row: HealthRow;
  readonly name: string;
  readonly onExpand: (row: HealthRow, expanded: boolean) => void;
}) => {
  const t = useMessages();
  const { expanded } = row;
  if (expanded === undefined)
    return <Box component="span" sx={{ display: 'inline-block', width: 18 }} />;
  return (
    <Box
      component="button"
      type="button"
      tabIndex={-1}
      aria-label={t(expanded ? 'tree.fold' : 'tree.unfold', { name })}
      onClick={() => onExpand(row, !expanded)}
      sx={{ all: 'unset', cursor: 'pointer', width: 18, display: 'inline-block' }}
    >
      <SvgIcon
        aria-hidden
        viewBox="0 0 24 24"
        sx={{ fontSize: 14, verticalAlign: 'middle', rotate: expanded ? '90deg' : '0deg' }}
      >
        <path d="m9 5 7 7-7 7" fill="none" stroke="currentColor" strokeWidth="2.5" />
      </SvgIcon>
    </Box>
  );
};

/** Category, status and remediation of the status tree. */
export const useStatusColumns = (
  compact: boolean,
  onExpand: (row: HealthRow, expanded: boolean) => void,
): readonly Column<HealthRow>[] => {
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
        <FoldButton row={row} name={words.node(row.node.id)} onExpand={onExpand} />
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
