import { eventLogRoutes, type StoredEventLog } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fileSize } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { ListBox } from './ListBox.tsx';
import { useLogNames } from './log-names.ts';
import { useMessages } from './messages.ts';
import { UploadLog } from './UploadLog.tsx';
import { useAllPages } from './use-all-pages.ts';
import { useTyped } from './use-typed.ts';

const useColumns = (): readonly Column<StoredEventLog>[] => {
  const t = useMessages();
  const names = useLogNames();
  return [
    {
      id: 'name',
      header: t('col.name'),
      width: 240,
      grow: true,
      cell: (row) => <span title={names.line(row)}>{names.line(row)}</span>,
    },
    {
      id: 'digest',
      header: t('col.log'),
      width: 150,
      cell: (row) => <Hash value={row.digest} label={t('about.digest')} />,
    },
    {
      id: 'size',
      header: t('about.size'),
      width: 90,
      align: 'end',
      wideOnly: true,
      cell: (row) => fileSize(row.size),
    },
    {
      id: 'added',
      header: t('col.added'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.addedAt} />,
    },
  ];
};

interface Props {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Every stored log: to look at one, or to mark two and compare them. */
export const EventLogsPage = ({ filter, onFilter }: Props) => {
  const t = useMessages();
  const navigate = useNavigate();
  const columns = useColumns();
  const [typed, setTyped] = useTyped(filter, onFilter);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const { query } = useAllPages(['listEventLogs', filter], (api, page, signal) =>
    api.call(eventLogRoutes.listEventLogs, { query: { ...page, text: filter } }, signal),
  );
  const open = (digest: string) => {
    navigate({ to: `/event-logs/${digest}` }).catch(() => {});
  };
  const [left, right] = [...marked];
  return (
    <Page
      title={t('list.title')}
      sentence={t('list.sentence')}
      action={<UploadLog label={t('list.add')} onUploaded={open} />}
    >
      <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField
          label={t('list.find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          sx={{ flex: '1 1 240px', maxWidth: 420 }}
        />
        <Button
          variant="outlined"
          disabled={marked.size !== 2}
          onClick={() => {
            navigate({ to: '/compare', search: { left, right } }).catch(() => {});
          }}
        >
          {t('list.compareTwo')}
        </Button>
      </Box>
      <Card flush>
        <ListBox rows={query.data?.length ?? 0} rowHeight={36} most={64}>
          <Shown query={query}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty
                  title={filter === '' ? t('list.empty') : t('list.notFound')}
                  hint={t('list.emptyHint')}
                />
              ) : (
                <DataTable
                  label={t('list.title')}
                  columns={columns}
                  rows={rows}
                  rowKey={(row) => row.digest}
                  rowName={(row) => row.digest}
                  selected={marked}
                  onSelected={setMarked}
                  onOpen={(row) => open(row.digest)}
                  virtual
                />
              )
            }
          </Shown>
        </ListBox>
      </Card>
    </Page>
  );
};
