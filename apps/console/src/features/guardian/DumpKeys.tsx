import { type DumpKey, trustRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { AddFileDialog } from './AddFileDialog.tsx';
import { useMessages } from './messages.ts';
import { useTrustColumns } from './trust-columns.tsx';

const maxLogBytes = 16 * 1024 * 1024;

const AddDumpKey = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const add = useChange(trustRoutes.addDumpKey, { closed: onClose });
  return (
    <AddFileDialog
      title={t('dumpKeys.addTitle')}
      fileLabel={t('dumpKeys.file')}
      accept=".tcglog,.bin,.log"
      maxBytes={maxLogBytes}
      nameLabel={t('dumpKeys.col.name')}
      busy={add.isPending}
      error={add.error}
      onSubmit={(name, file) => add.mutate({ body: { name, log: file.content } })}
      onClose={onClose}
    />
  );
};

/** Keys that Hgs_DumpEncryptionKey accepts. */
export const DumpKeys = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listDumpKeys', {}));
  const mayWrite = usePermission('hgs.write');
  const [adding, setAdding] = useState(false);
  const { name, added, by, actions } = useTrustColumns<DumpKey>();
  const columns: readonly Column<DumpKey>[] = [
    name(),
    {
      id: 'digest',
      header: t('dumpKeys.col.digest'),
      width: 170,
      cell: (row) => <Hash value={row.digest} label={t('dumpKeys.col.digest')} />,
    },
    added,
    by,
    ...(mayWrite
      ? [
          actions(110, (row) => (
            <RemoveButton
              route={trustRoutes.removeDumpKey}
              id={row.id}
              name={row.name}
              title={t('dumpKeys.removeTitle', { name: row.name })}
              text={t('dumpKeys.removeText')}
            />
          )),
        ]
      : []),
  ];
  const action = mayWrite ? (
    <Button onClick={() => setAdding(true)}>{t('dumpKeys.add')}</Button>
  ) : undefined;
  return (
    <Card title={t('dumpKeys.title')} action={action} flush>
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('dumpKeys.empty')} hint={t('dumpKeys.emptyHint')} />
          ) : (
            <DataTable
              label={t('dumpKeys.title')}
              columns={columns}
              rows={items}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
            />
          )
        }
      </Shown>
      {adding && <AddDumpKey onClose={() => setAdding(false)} />}
    </Card>
  );
};
