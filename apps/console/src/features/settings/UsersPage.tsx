import { type User, userRoutes } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { usePermission, useSignedIn } from '../../shared/session/session.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { AddUserDialog } from './AddUserDialog.tsx';
import { ListPage } from './ListPage.tsx';
import { useMessages } from './messages.ts';

/** Who can sign in to the console, and as what. */
export const UsersPage = () => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'listUsers', {}));
  const mayWrite = usePermission('users.write');
  const me = useSignedIn()?.session.user.id;
  const [adding, setAdding] = useState(false);
  const columns: readonly Column<User>[] = [
    {
      id: 'username',
      header: t('users.col.username'),
      width: 160,
      grow: true,
      cell: (row) => (row.id === me ? `${row.username} (${t('users.you')})` : row.username),
    },
    {
      id: 'role',
      header: t('users.col.role'),
      width: 180,
      wideOnly: true,
      cell: (row) => <span title={t(`roleHelp.${row.role}`)}>{t(`role.${row.role}`)}</span>,
    },
    {
      id: 'lastSignIn',
      header: t('users.col.lastSignIn'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.lastSignIn} />,
    },
    {
      id: 'created',
      header: t('users.col.created'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.createdAt} />,
    },
    ...(mayWrite
      ? [
          {
            id: 'actions',
            header: t('actions'),
            width: 110,
            cell: (row: User) => (
              <RemoveButton
                route={userRoutes.removeUser}
                list="listUsers"
                id={row.id}
                name={row.username}
                title={t('users.removeTitle', { name: row.username })}
                text={t('users.removeText')}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <ListPage
      title={t('users.title')}
      sentence={t('users.sentence')}
      add={mayWrite ? t('users.add') : null}
      onAdd={() => setAdding(true)}
      empty={t('users.empty')}
      emptyHint={t('users.emptyHint')}
      query={query}
      columns={columns}
      rowName={(row) => row.username}
    >
      {adding && <AddUserDialog onClose={() => setAdding(false)} />}
    </ListPage>
  );
};
