import { type RunAsAccount, runAsAccountRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { ListPage } from './ListPage.tsx';
import { useMessages } from './messages.ts';
import { RunAsAccountDialog } from './RunAsAccountDialog.tsx';

interface ActionsProps {
  readonly row: RunAsAccount;
  readonly onChange: (row: RunAsAccount) => void;
}

const Actions = ({ row, onChange }: ActionsProps) => {
  const t = useMessages();
  return (
    <Box sx={{ display: 'flex' }}>
      <Button aria-label={`${t('accounts.change')} ${row.name}`} onClick={() => onChange(row)}>
        {t('accounts.change')}
      </Button>
      <RemoveButton
        route={runAsAccountRoutes.removeRunAsAccount}
        list="listRunAsAccounts"
        id={row.id}
        name={row.name}
        title={t('accounts.removeTitle', { name: row.name })}
        text={t('accounts.removeText')}
      />
    </Box>
  );
};

/** Stored credentials for hosts. */
export const RunAsAccountsPage = () => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'listRunAsAccounts', {}));
  const mayWrite = usePermission('run-as-accounts.write');
  const [editing, setEditing] = useState<RunAsAccount | 'new' | null>(null);
  const columns: readonly Column<RunAsAccount>[] = [
    {
      id: 'name',
      header: t('accounts.col.name'),
      width: 140,
      grow: true,
      cell: (row) => <span title={row.name}>{row.name}</span>,
    },
    {
      id: 'username',
      header: t('accounts.col.username'),
      width: 220,
      wideOnly: true,
      cell: (row) => <span title={row.username}>{row.username}</span>,
    },
    {
      id: 'used',
      header: t('accounts.col.used'),
      width: 100,
      align: 'end',
      wideOnly: true,
      cell: (row) => t('accounts.hosts', { count: row.usedBy }),
    },
    {
      id: 'added',
      header: t('accounts.col.added'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.addedAt} />,
    },
    ...(mayWrite
      ? [
          {
            id: 'actions',
            header: t('actions'),
            width: 180,
            cell: (row: RunAsAccount) => <Actions row={row} onChange={setEditing} />,
          },
        ]
      : []),
  ];
  return (
    <ListPage
      title={t('accounts.title')}
      sentence={
        mayWrite ? t('accounts.sentence') : `${t('accounts.sentence')} ${t('accounts.readOnly')}`
      }
      add={mayWrite ? t('accounts.add') : null}
      onAdd={() => setEditing('new')}
      empty={t('accounts.empty')}
      emptyHint={t('accounts.emptyHint')}
      query={query}
      columns={columns}
      rowName={(row) => row.name}
    >
      {editing !== null && (
        <RunAsAccountDialog
          account={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </ListPage>
  );
};
