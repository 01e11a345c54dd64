import type { Verdict } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { CheckList } from '../../shared/attestation/CheckList.tsx';
import { TpmTrust } from '../../shared/attestation/TpmTrust.tsx';
import {
  refusalTitle,
  useExplanationFacts,
} from '../../shared/attestation/use-explanation-facts.ts';
import { absoluteTime, shortHash } from '../../shared/format/format.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

/** From a boot that no baseline lets pass to the page that shows what trusting it would mean. */
const AcceptLink = ({ verdict }: { readonly verdict: Verdict }) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  if (!mayWrite || verdict.eventLog === null || verdict.baseline !== null) return null;
  return (
    <Link to="/baselines/new" search={{ log: verdict.eventLog }}>
      {t('attestations.capture')}
    </Link>
  );
};

const Detail = ({ row }: { readonly row: Verdict }) => {
  const t = useMessages();
  const shared = useShared();
  const explanationFacts = useExplanationFacts();
  const name = row.hostName ?? shortHash(row.ekHash);
  return (
    <Card title={t('attestations.detail', { name })} action={<AcceptLink verdict={row} />}>
      <Facts
        facts={[
          [t('attestations.col.at'), absoluteTime(row.at)],
          [t('waiting.ek'), <Hash key="ek" value={row.ekHash} label={t('waiting.ek')} full />],
          [shared('endorsement.label'), <TpmTrust key="tpm" verdict={row} />],
          ...explanationFacts(row.explanation),
          [t('attestations.col.baseline'), row.baseline],
          [
            t('attestations.log'),
            row.eventLog === null ? null : (
              <Box key="log" sx={{ display: 'flex', gap: 3, flexWrap: 'wrap' }}>
                <Link
                  to="/event-logs/$digest"
                  params={{ digest: row.eventLog }}
                  search={{ attestation: row.id }}
                >
                  {shortHash(row.eventLog)}
                </Link>
                <Link to="/compare" search={{ right: row.eventLog }}>
                  {t('attestations.compare')}
                </Link>
              </Box>
            ),
          ],
          [
            t('attestations.validUntil'),
            row.validUntil === null ? null : absoluteTime(row.validUntil),
          ],
        ]}
      />
      <h3>{t('attestations.checks')}</h3>
      <CheckList checks={row.checks} />
    </Card>
  );
};

interface Search {
  readonly filter?: string | undefined;
  readonly id?: string | undefined;
}

interface Props {
  readonly search: Search;
  readonly onSearch: (changed: Search) => void;
}

/** The attestation log: each decision opens its checks. */
export const AttestationsPage = ({ search, onSearch }: Props) => {
  const t = useMessages();
  const words = useWords();
  const filter = search.filter ?? '';
  const query = useQuery({
    ...hgsQuery(useApi(), 'listVerdicts', { query: { limit: 500, filter } }),
    placeholderData: keepPreviousData,
  });
  const columns: readonly Column<Verdict>[] = [
    {
      id: 'outcome',
      header: t('attestations.col.outcome'),
      width: 236,
      cell: (row) => (
        <StatusChip status={statusOfAttestation[row.status]} word={words.attestation(row.status)} />
      ),
    },
    {
      id: 'host',
      header: t('attestations.col.host'),
      width: 220,
      cell: (row) =>
        `${row.hostName ?? shortHash(row.ekHash)}${row.authorized ? '' : ` (${t('attestations.unknownHost')})`}`,
    },
    {
      id: 'at',
      header: t('attestations.col.at'),
      width: 130,
      cell: (row) => <RelativeTime at={row.at} />,
    },
    {
      id: 'failed',
      header: t('attestations.col.failed'),
      width: 240,
      grow: true,
      wideOnly: true,
      cell: (row) => <span title={refusalTitle(row)}>{refusalTitle(row) || '—'}</span>,
    },
    {
      id: 'baseline',
      header: t('attestations.col.baseline'),
      width: 180,
      wideOnly: true,
      cell: (row) => row.baseline ?? '—',
    },
  ];
  return (
    <Page
      title={t('attestations.title')}
      sentence={t('attestations.sentence')}
      action={
        <TextField
          label={t('attestations.filter')}
          value={filter}
          onChange={(event) => onSearch({ filter: event.target.value || undefined })}
        />
      }
    >
      <Shown query={query}>
        {({ items }) => {
          const open = items.find((row) => row.id === search.id);
          if (items.length === 0)
            return (
              <Card>
                <Empty title={t('attestations.empty')} hint={t('attestations.emptyHint')} />
              </Card>
            );
          return (
            <>
              <Card flush>
                <div style={{ display: 'flex', height: '45vh', minHeight: 240 }}>
                  <DataTable
                    label={t('attestations.title')}
                    columns={columns}
                    rows={items}
                    rowKey={(row) => row.id}
                    rowName={(row) => row.hostName ?? row.ekHash}
                    current={search.id}
                    onOpen={(row) => onSearch({ id: row.id })}
                    virtual
                  />
                </div>
              </Card>
              {open !== undefined && <Detail row={open} />}
            </>
          );
        }}
      </Shown>
    </Page>
  );
};
