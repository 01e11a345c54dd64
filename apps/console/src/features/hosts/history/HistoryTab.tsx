import type { HealthChange, HostDetail } from '@gatehouse/contracts';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serverQuery, useApi } from '../../../shared/api/queries.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../../shared/ui/states.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { DataTable } from '../../../shared/ui/table/DataTable.tsx';
import { useWords } from '../../../shared/vocabulary/words.ts';
import { useMessages } from '../messages.ts';
import { HealthBands } from './HealthBands.tsx';

const shown = 500;
const rowHeight = 36;

const keyOf = ({ node, at }: HealthChange): string => `${node} ${at}`;

const useColumns = (): readonly Column<HealthChange>[] => {
  const t = useMessages();
  const words = useWords();
  return [
    {
      id: 'at',
      header: t('history.at'),
      width: 104,
      cell: (row) => <RelativeTime at={row.at} />,
    },
    {
      id: 'category',
      header: t('history.category'),
      width: 186,
      cell: (row) => <span title={words.node(row.node)}>{words.node(row.node)}</span>,
    },
    {
      id: 'before',
      header: t('history.before'),
      width: 124,
      wideOnly: true,
      cell: (row) => (row.before === null ? '—' : <StatusChip status={row.before} />),
    },
    {
      id: 'status',
      header: t('history.status'),
      width: 104,
      cell: (row) => <StatusChip status={row.status} />,
    },
    {
      id: 'cause',
      header: t('history.cause'),
      width: 260,
      grow: true,
      wideOnly: true,
      cell: (row) => <span title={row.cause ?? ''}>{row.cause ?? '—'}</span>,
    },
  ];
};

/** When each category of a host became what, and why: a day as a drawing, all of it as a list. */
export const HistoryTab = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const words = useWords();
  const columns = useColumns();
  const query = useQuery({
    ...serverQuery(useApi(), 'listHealthChanges', {
      params: { id: host.id },
      query: { limit: shown },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Shown query={query}>
      {({ items, total }) =>
        items.length === 0 ? (
          <Card>
            <Empty title={t('history.empty')} hint={t('history.emptyHint')} />
          </Card>
        ) : (
          <>
            <Card title={t('history.day')}>
              <HealthBands changes={items} />
            </Card>
            <Card
              title={t('history.changes')}
              flush
              action={
                <Link to="/audit" search={{ filter: host.name }}>
                  {t('history.audit')}
                </Link>
              }
            >
              <div
                style={{
                  display: 'flex',
                  height: Math.min(35 + items.length * rowHeight, 600),
                }}
              >
                <DataTable
                  label={t('history.list', { name: host.name })}
                  columns={columns}
                  rows={items}
                  rowKey={keyOf}
                  rowName={(row) => words.node(row.node)}
                  rowHeight={rowHeight}
                  virtual
                />
              </div>
              {total > items.length && (
                <Typography variant="body2" sx={{ padding: '8px 16px' }}>
                  {t('history.shown', { shown: items.length, total })}
                </Typography>
              )}
            </Card>
          </>
        )
      }
    </Shown>
  );
};
