import { type Baseline, baselineRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { useChange } from '../../../shared/api/use-change.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { AddFileDialog } from '../AddFileDialog.tsx';
import { useMessages } from '../messages.ts';
import { TrustPage } from '../TrustPage.tsx';
import { useTrustColumns } from '../trust-columns.tsx';
import { stateOf, statusOfState } from './baseline-state.ts';
import { CaptureDialog } from './CaptureDialog.tsx';
import { SourceText } from './SourceText.tsx';

const maxLogBytes = 16 * 1024 * 1024;

const AddBaseline = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const add = useChange(baselineRoutes.addBaseline, { closed: onClose });
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

const useColumns = (): readonly Column<Baseline>[] => {
  const t = useMessages();
  const { name } = useTrustColumns<Baseline>();
  return [
    name((row) => (
      <Link to="/baselines/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    )),
    {
      id: 'state',
      header: t('trust.col.state'),
      width: 140,
      cell: (row) => (
        <StatusChip
          status={statusOfState[stateOf(row)]}
          word={t(`baselines.state.${stateOf(row)}`)}
        />
      ),
      sortValue: stateOf,
    },
    {
      id: 'hosts',
      header: t('baselines.col.hosts'),
      width: 64,
      align: 'end',
      cell: (row) => row.hosts,
      sortValue: (row) => row.hosts,
    },
    {
      id: 'matched',
      header: t('baselines.col.matched'),
      width: 116,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.lastMatchedAt} />,
      sortValue: (row) => row.lastMatchedAt,
    },
    {
      id: 'version',
      header: t('baselines.col.version'),
      width: 76,
      align: 'end',
      wideOnly: true,
      cell: (row) => row.version,
      sortValue: (row) => row.version,
    },
    {
      id: 'source',
      header: t('baselines.col.source'),
      width: 220,
      wideOnly: true,
      cell: (row) => <SourceText source={row.source} matched={row.lastMatchedAt !== null} />,
      sortValue: (row) => `${row.source.kind} ${row.source.host ?? ''}`,
    },
    {
      id: 'ignores',
      header: t('baselines.col.ignores'),
      width: 96,
      wideOnly: true,
      cell: (row) => (row.ignores.length === 0 ? '—' : `PCR ${row.ignores.join(', ')}`),
      sortValue: (row) => row.ignores.length,
    },
    {
      id: 'owner',
      header: t('baselines.col.owner'),
      width: 120,
      wideOnly: true,
      cell: (row) => row.owner || '—',
      sortValue: (row) => row.owner || null,
    },
  ];
};

const fieldsOf = (row: Baseline) => ({
  name: row.name,
  state: stateOf(row),
  owner: row.owner,
  note: row.note,
  source: `${row.source.kind} ${row.source.host ?? ''}`,
  ignores: row.ignores.join(' '),
  by: row.addedBy,
});

/** Boot measurements that are trusted, and those that were. */
export const BaselinesPage = () => {
  const t = useMessages();
  const navigate = useNavigate();
  const query = useQuery(hgsQuery(useApi(), 'listBaselines', {}));
  const mayWrite = usePermission('hgs.write');
  const [open, setOpen] = useState<'file' | 'host' | null>(null);
  const columns = useColumns();
  const close = () => setOpen(null);
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
      fieldsOf={fieldsOf}
      filterHint={t('baselines.filterHint')}
      onOpen={({ id }) => {
        navigate({ to: '/baselines/$id', params: { id } }).catch(() => {});
      }}
      action={
        mayWrite ? (
          <>
            <Button variant="outlined" onClick={() => setOpen('file')}>
              {t('baselines.add')}
            </Button>
            <Button variant="contained" onClick={() => setOpen('host')}>
              {t('baselines.capture')}
            </Button>
          </>
        ) : undefined
      }
    >
      {open === 'file' && <AddBaseline onClose={close} />}
      {open === 'host' && <CaptureDialog onClose={close} />}
    </TrustPage>
  );
};
