import { type Baseline, baselineRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { AddFileDialog } from './AddFileDialog.tsx';
import { EnabledToggle } from './EnabledToggle.tsx';
import { useMessages } from './messages.ts';
import { RemoveButton } from './RemoveButton.tsx';
import { TrustPage } from './TrustPage.tsx';
import { useTrustChange } from './use-trust-change.ts';

const maxLogBytes = 16 * 1024 * 1024;

const AddBaseline = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const add = useTrustChange(baselineRoutes.addBaseline, { closed: onClose });
  return (
    <AddFileDialog
      title={t('baselines.addTitle')}
      fileLabel={t('baselines.file')}
      accept=""
      maxBytes={maxLogBytes}
      nameLabel={t('baselines.name')}
      busy={add.isPending}
      error={add.error}
      onSubmit={(name, file) => add.mutate({ body: { name, content: file.content } })}
      onClose={onClose}
    />
  );
};

const Actions = ({ row }: { readonly row: Baseline }) => {
  const t = useMessages();
  return (
    <Box sx={{ display: 'flex' }}>
      <EnabledToggle
        route={baselineRoutes.changeBaseline}
        id={row.id}
        name={row.name}
        enabled={row.enabled}
      />
      <RemoveButton
        route={baselineRoutes.removeBaseline}
        id={row.id}
        name={row.name}
        title={t('baselines.removeTitle', { name: row.name })}
        text={t('baselines.removeText')}
      />
    </Box>
  );
};

/** Boot measurements that are trusted. */
export const BaselinesPage = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listBaselines', {}));
  const mayWrite = usePermission('hgs.write');
  const [adding, setAdding] = useState(false);
  const columns: readonly Column<Baseline>[] = [
    {
      id: 'name',
      header: t('baselines.col.name'),
      width: 220,
      grow: true,
      cell: (row) => (
        <Link to="/event-logs/$digest" params={{ digest: row.eventLog }}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('baselines.col.state'),
      width: 120,
      cell: (row) => (
        <StatusChip
          status={row.enabled ? 'ok' : 'unknown'}
          word={row.enabled ? t('baselines.enabled') : t('baselines.disabled')}
        />
      ),
    },
    {
      id: 'events',
      header: t('baselines.col.events'),
      width: 80,
      align: 'end',
      wideOnly: true,
      cell: (row) => row.eventCount,
    },
    {
      id: 'fixed',
      header: t('baselines.col.fixed'),
      width: 80,
      align: 'end',
      wideOnly: true,
      cell: (row) => row.fixedEvents,
    },
    {
      id: 'banks',
      header: t('baselines.col.banks'),
      width: 130,
      wideOnly: true,
      cell: (row) => row.banks.join(', '),
    },
    {
      id: 'matched',
      header: t('baselines.col.matched'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.lastMatchedAt} />,
    },
    {
      id: 'added',
      header: t('baselines.col.added'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.addedAt} />,
    },
    {
      id: 'by',
      header: t('baselines.col.by'),
      width: 110,
      wideOnly: true,
      cell: (row) => row.addedBy,
    },
    ...(mayWrite
      ? [
          {
            id: 'actions',
            header: t('actions'),
            width: 170,
            cell: (row: Baseline) => <Actions row={row} />,
          },
        ]
      : []),
  ];
  return (
    <TrustPage
      title={t('baselines.title')}
      sentence={t('baselines.sentence')}
      empty={t('baselines.empty')}
      emptyHint={t('baselines.emptyHint')}
      query={query}
      columns={columns}
      rowKey={(row) => row.id}
      rowName={(row) => row.name}
      action={
        mayWrite ? (
          <Button variant="contained" onClick={() => setAdding(true)}>
            {t('baselines.add')}
          </Button>
        ) : undefined
      }
    >
      {adding && <AddBaseline onClose={() => setAdding(false)} />}
    </TrustPage>
  );
};
