import { type CodeIntegrityPolicy, codeIntegrityPolicyRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { AddPolicyDialog } from './AddPolicyDialog.tsx';
import { useMessages } from './messages.ts';

const useColumns = (): readonly Column<CodeIntegrityPolicy>[] => {
  const t = useMessages();
  const mayWrite = usePermission('code-integrity-policies.write');
  const head = (id: 'name' | 'file' | 'version' | 'mode' | 'kind' | 'hash' | 'used' | 'state') => ({
    id,
    header: t(`policies.col.${id}`),
  });
  return [
    { ...head('name'), width: 180, grow: true, cell: (row) => row.name },
    { ...head('file'), width: 180, wideOnly: true, cell: (row) => row.fileName },
    { ...head('version'), width: 110, wideOnly: true, cell: (row) => row.facts.version },
    { ...head('mode'), width: 90, cell: (row) => t(`policies.mode.${row.facts.mode}`) },
    {
      ...head('kind'),
      width: 110,
      wideOnly: true,
      cell: (row) => t(`policies.kind.${row.facts.kind}`),
    },
    {
      ...head('hash'),
      width: 130,
      wideOnly: true,
      cell: (row) => <Hash value={row.facts.sha256} label={`SHA-256 ${row.name}`} />,
    },
    {
      ...head('used'),
      width: 90,
      align: 'end',
      wideOnly: true,
      cell: (row) => t('policies.hosts', { count: row.usedBy }),
    },
    {
      ...head('state'),
      width: 140,
      wideOnly: true,
      cell: (row) => (
        <StatusChip
          status={row.deployable ? 'ok' : 'warning'}
          word={t(row.deployable ? 'policies.deployable' : 'policies.cannotDeploy')}
        />
      ),
    },
    ...(mayWrite
      ? [
          {
            id: 'actions',
            header: t('actions'),
            width: 100,
            cell: (row: CodeIntegrityPolicy) => (
              <RemoveButton
                route={codeIntegrityPolicyRoutes.removeCodeIntegrityPolicy}
                list="listCodeIntegrityPolicies"
                id={row.id}
                name={row.name}
                title={t('policies.removeTitle', { name: row.name })}
                text={t('policies.removeText')}
              />
            ),
          },
        ]
      : []),
  ];
};

const Reasons = ({ items }: { readonly items: readonly CodeIntegrityPolicy[] }) => {
  const t = useMessages();
  return items.map(({ id, name, notDeployableReason: reason }) =>
    reason === null ? null : (
      <Typography key={id} variant="body2" sx={{ padding: '8px 16px', overflowWrap: 'anywhere' }}>
        {t('policies.notDeployable', { name, reason })}
      </Typography>
    ),
  );
};

/** The code integrity policies that hosts can be given; adding and removing act at once. */
export const PolicyLibrary = () => {
  const t = useMessages();
  const columns = useColumns();
  const query = useQuery(
    serverQuery(useApi(), 'listCodeIntegrityPolicies', { query: { limit: 1000 } }),
  );
  const mayWrite = usePermission('code-integrity-policies.write');
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title={t('policies.title')}
      action={
        mayWrite ? (
          <Button variant="outlined" onClick={() => setAdding(true)}>
            {t('policies.add')}
          </Button>
        ) : undefined
      }
      flush
    >
      <Typography variant="body2" sx={{ color: 'text.secondary', padding: '0 16px 8px' }}>
        {t('policies.sentence')}
      </Typography>
      <Shown query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('policies.empty')} hint={t('policies.emptyHint')} />
          ) : (
            <>
              <DataTable
                label={t('policies.title')}
                columns={columns}
                rows={items}
                rowKey={(row) => row.id}
                rowName={(row) => row.name}
              />
              <Reasons items={items} />
            </>
          )
        }
      </Shown>
      {adding && <AddPolicyDialog onClose={() => setAdding(false)} />}
    </Card>
  );
};
