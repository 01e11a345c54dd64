import type { BootEvent, EventLogView } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { shortHash } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { filterEvents } from './event-filter.ts';
import { useMessages } from './messages.ts';

const useColumns = (bank: string): readonly Column<BootEvent>[] => {
  const t = useMessages();
  return [
    { id: 'index', header: t('log.col.index'), width: 56, align: 'end', cell: (row) => row.index },
    {
      id: 'pcr',
      header: t('log.col.pcr'),
      width: 56,
      align: 'end',
      cell: (row) => (row.pcr > 23 ? '—' : row.pcr),
    },
    {
      id: 'type',
      header: t('log.col.type'),
      width: 290,
      wideOnly: true,
      cell: (row) => <code title={row.typeName}>{row.typeName}</code>,
    },
    {
      id: 'description',
      header: t('log.col.description'),
      width: 260,
      grow: true,
      cell: (row) => <span title={row.description}>{row.description}</span>,
    },
    {
      id: 'digest',
      header: t('log.col.digest'),
      width: 160,
      wideOnly: true,
      cell: ({ digests }) => {
        const digest = digests[bank];
        return digest === undefined ? '—' : <Hash value={digest} label={t('log.col.digest')} />;
      },
    },
    {
      id: 'match',
      header: t('log.col.match'),
      width: 110,
      wideOnly: true,
      cell: ({ digestMatches }) =>
        digestMatches === null ? (
          t('log.notApplicable')
        ) : (
          <StatusChip
            status={digestMatches ? 'ok' : 'error'}
            word={digestMatches ? t('log.matches') : t('log.differs')}
          />
        ),
    },
    {
      id: 'size',
      header: t('log.col.size'),
      width: 80,
      align: 'end',
      wideOnly: true,
      cell: (row) => row.size,
    },
  ];
};

const Values = ({ log, bank }: { readonly log: EventLogView; readonly bank: string }) => {
  const t = useMessages();
  const values = Object.entries(log.pcrs[bank] ?? {});
  return (
    <Facts
      facts={values.map(([pcr, value]) => [
        `PCR ${pcr}`,
        <Hash key={pcr} value={value} label={`PCR ${pcr} (${t('log.bank')} ${bank})`} full />,
      ])}
    />
  );
};

interface LogProps {
  readonly log: EventLogView;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

const Log = ({ log, filter, onFilter }: LogProps) => {
  const t = useMessages();
  const [bank, setBank] = useState(
    () => log.banks.find((name) => name === 'sha256') ?? log.banks[0] ?? 'sha256',
  );
  const columns = useColumns(bank);
  const shown = useMemo(() => filterEvents(log.events, filter), [log.events, filter]);
  return (
    <>
      <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap' }}>
        <TextField
          label={t('log.filter')}
          placeholder={t('log.filterHint')}
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
          sx={{ minWidth: 260 }}
        />
        <ToggleButtonGroup
          exclusive
          size="small"
          value={bank}
          onChange={(_event, next: string | null) => next !== null && setBank(next)}
          aria-label={t('log.bank')}
        >
          {log.banks.map((name) => (
            <ToggleButton key={name} value={name}>
              {name}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Box>
      <Card flush>
        <Box sx={{ display: 'flex', height: '52vh', minHeight: 240 }}>
          {shown.length === 0 ? (
            <Empty title={t('log.none')} hint={t('log.noneHint')} />
          ) : (
            <DataTable
              label={t('log.events')}
              columns={columns}
              rows={shown}
              rowKey={(row) => String(row.index)}
              rowName={(row) => `${row.index} ${row.typeName}`}
              virtual
              rowHeight={28}
            />
          )}
        </Box>
      </Card>
      <Card title={t('log.pcrs')}>
        <Values log={log} bank={bank} />
      </Card>
      {log.quirks.length > 0 && (
        <Card title={t('log.quirks')}>
          <ul>
            {log.quirks.map((quirk) => (
              <li key={quirk}>{quirk}</li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
};

interface Props {
  readonly digest: string;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** A stored TCG log: its events and what the PCRs hold after replaying it. */
export const EventLogPage = ({ digest, filter, onFilter }: Props) => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'getEventLog', { params: { digest } }));
  const count = query.data?.eventCount ?? 0;
  return (
    <Page
      title={t('log.title', { digest: shortHash(digest) })}
      sentence={t('log.sentence', { count, format: query.data?.format ?? '…' })}
    >
      <Shown query={query}>{(log) => <Log log={log} filter={filter} onFilter={onFilter} />}</Shown>
    </Page>
  );
};
