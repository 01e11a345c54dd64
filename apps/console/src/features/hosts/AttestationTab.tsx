import type { Attestation, HostDetail } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { refusalTitle } from '../../shared/attestation/use-explanation-facts.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';
import { useHostSearch } from './use-host-search.ts';
import { VerdictCard } from './VerdictCard.tsx';

const policyOf = ({ codeIntegrityPolicy: policy }: Attestation): string =>
  policy === null ? '—' : `${policy.name} ${policy.version}`;

const useVerdictColumns = (): readonly Column<Attestation>[] => {
  const t = useMessages();
  const words = useWords();
  return [
    {
      id: 'outcome',
      header: t('att.outcome'),
      width: 230,
      cell: (row) => (
        <StatusChip status={statusOfAttestation[row.status]} word={words.attestation(row.status)} />
      ),
    },
    { id: 'at', header: t('att.at'), width: 120, cell: (row) => <RelativeTime at={row.at} /> },
    {
      id: 'failed',
      header: t('att.failed'),
      width: 260,
      grow: true,
      wideOnly: true,
      cell: (row) => <span title={refusalTitle(row)}>{refusalTitle(row) || '—'}</span>,
    },
    {
      id: 'baseline',
      header: t('att.baseline'),
      width: 180,
      wideOnly: true,
      cell: (row) => <span title={row.baseline ?? ''}>{row.baseline ?? '—'}</span>,
    },
    {
      id: 'policy',
      header: t('att.policy'),
      width: 220,
      wideOnly: true,
      cell: (row) => <span title={policyOf(row)}>{policyOf(row)}</span>,
    },
  ];
};

/** What HGS decided about this host, newest first; the newest is open until another is chosen. */
export const AttestationTab = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const columns = useVerdictColumns();
  const { search, onSearch } = useHostSearch();
  const query = useQuery(
    serverQuery(useApi(), 'listAttestations', { query: { host: host.id, limit: 200 } }),
  );
  return (
    <Shown query={query}>
      {({ items }) => {
        const open = items.find(({ id }) => id === search.verdict) ?? items[0];
        if (open === undefined)
          return (
            <Card>
              <Empty title={t('att.empty')} hint={t('att.emptyHint')} />
            </Card>
          );
        return (
          <>
            <Card flush>
              <div style={{ display: 'flex', height: Math.min(35 + items.length * 36, 288) }}>
                <DataTable
                  label={t('att.list')}
                  columns={columns}
                  rows={items}
                  rowKey={(row) => row.id}
                  rowName={(row) => row.at}
                  current={open.id}
                  onOpen={(row) => onSearch({ verdict: row.id }, true)}
                  virtual
                />
              </div>
            </Card>
            <VerdictCard verdict={open} />
          </>
        );
      }}
    </Shown>
  );
};
