import type { LogEventRow } from '@gatehouse/contracts';
import { shortHash } from '../../shared/format/format.ts';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { useMessages } from './messages.ts';

export const pcrText = (pcr: number): string => (pcr > 23 ? '—' : String(pcr));

/** Columns of a list of events. */
export const useEventColumns = (bank: string): readonly Column<LogEventRow>[] => {
  const t = useMessages();
  return [
    { id: 'index', header: t('col.index'), width: 60, align: 'end', cell: (row) => row.index },
    {
      id: 'pcr',
      header: t('col.pcr'),
      width: 52,
      align: 'end',
      cell: (row) => pcrText(row.pcr),
    },
    {
      id: 'type',
      header: t('col.type'),
      width: 280,
      wideOnly: true,
      cell: (row) => <code title={row.typeName}>{row.typeName}</code>,
    },
    {
      id: 'description',
      header: t('col.description'),
      width: 240,
      grow: true,
      cell: (row) => <span title={row.description}>{row.description}</span>,
    },
    {
      id: 'digest',
      header: t('col.digest', { bank }),
      width: 120,
      wideOnly: true,
      cell: ({ digests }) => {
        const digest = digests[bank];
        return digest === undefined ? '—' : <code title={digest}>{shortHash(digest)}</code>;
      },
    },
    {
      id: 'match',
      header: t('col.match'),
      width: 130,
      wideOnly: true,
      cell: ({ digestMatches }) =>
        digestMatches === null ? (
          <span title={t('match.null')}>—</span>
        ) : digestMatches ? (
          t('match.true')
        ) : (
          <StatusChip status="error" word={t('match.false')} />
        ),
    },
    {
      id: 'size',
      header: t('col.size'),
      width: 72,
      align: 'end',
      wideOnly: true,
      cell: (row) => row.size,
    },
  ];
};
