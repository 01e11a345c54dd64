import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { useMessages } from './messages.ts';

interface Added {
  readonly name: string;
  readonly addedAt: string;
  readonly addedBy: string;
}

/** Columns that every list of what HGS trusts has. */
export const useTrustColumns = <T extends Added>() => {
  const t = useMessages();
  return {
    name: (cell: Column<T>['cell'] = (row) => row.name): Column<T> => ({
      id: 'name',
      header: t('trust.col.name'),
      width: 220,
      grow: true,
      cell,
      sortValue: (row) => row.name,
    }),
    added: {
      id: 'added',
      header: t('trust.col.added'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.addedAt} />,
      sortValue: (row) => row.addedAt,
    } satisfies Column<T>,
    by: {
      id: 'by',
      header: t('trust.col.by'),
      width: 110,
      wideOnly: true,
      cell: (row) => row.addedBy,
      sortValue: (row) => row.addedBy,
    } satisfies Column<T>,
    /** What can be done with a row; for who may. */
    actions: (width: number, cell: Column<T>['cell']): Column<T> => ({
      id: 'actions',
      header: t('actions'),
      width,
      cell,
    }),
  };
};

/** Whether a thing that can be switched off is on. */
export const EnabledChip = ({ enabled }: { readonly enabled: boolean }) => {
  const t = useMessages();
  return (
    <StatusChip
      status={enabled ? 'ok' : 'unknown'}
      word={enabled ? t('trust.enabled') : t('trust.disabled')}
    />
  );
};
