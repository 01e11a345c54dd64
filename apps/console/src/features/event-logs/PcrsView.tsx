import type { EventLogInfo, eventLogRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '../../shared/api/api.ts';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useEventColumns } from './event-columns.tsx';
import { ListBox } from './ListBox.tsx';
import { useMessages } from './messages.ts';

type History = CallOutput<typeof eventLogRoutes.getPcrHistory>;
type Step = History['steps'][number];

export interface PcrsAddress {
  readonly pcr: number | null;
  readonly bank: string | null;
}

interface Props extends PcrsAddress {
  readonly info: EventLogInfo;
  readonly onAddress: (changed: Partial<PcrsAddress>) => void;
  readonly onEvent: (index: number) => void;
}

interface Row {
  readonly pcr: number;
  readonly value: string;
  readonly count: number;
}

const usePcrColumns = (): readonly Column<Row>[] => {
  const t = useMessages();
  return [
    { id: 'pcr', header: t('col.pcr'), width: 52, align: 'end', cell: (row) => row.pcr },
    {
      id: 'use',
      header: t('event.measures'),
      width: 150,
      cell: (row) => t(`pcrs.uses.${String(row.pcr) as '0'}`),
    },
    {
      id: 'value',
      header: t('pcrs.value'),
      width: 150,
      grow: true,
      cell: (row) => <Hash value={row.value} label={`PCR ${row.pcr}`} />,
    },
    { id: 'count', header: t('events'), width: 70, align: 'end', cell: (row) => row.count },
  ];
};

/** Columns of the list of events that a history repeats. */
const ofSteps: readonly string[] = ['index', 'description', 'digest'];

const Steps = ({
  info,
  pcr,
  bank,
  onEvent,
}: {
  readonly info: EventLogInfo;
  readonly pcr: number;
  readonly bank: string;
  readonly onEvent: (index: number) => void;
}) => {
  const t = useMessages();
  const { digest, startupLocality } = info;
  const query = useQuery({
    ...hgsQuery(useApi(), 'getPcrHistory', { params: { digest, pcr }, query: { bank } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const columns: readonly Column<Step>[] = [
    ...useEventColumns(bank).filter(({ id }) => ofSteps.includes(id)),
    {
      id: 'after',
      header: t('col.after'),
      width: 200,
      cell: (row) => <Hash value={row.after} label={t('event.after', { pcr })} />,
    },
  ];
  return (
    <Card title={t('pcrs.history', { pcr })} flush>
      <Shown query={query}>
        {({ start, steps }) =>
          steps.length === 0 ? (
            <Empty title={t('none')} hint={t('pcrs.untouched')} />
          ) : (
            <>
              <Box sx={{ padding: '0 16px 8px' }}>
                <Facts
                  facts={[
                    [
                      t('pcrs.start'),
                      /^(0+|f+)$/.test(start) ? (
                        t(start.startsWith('0') ? 'pcrs.zeros' : 'pcrs.ones')
                      ) : (
                        <Hash key="start" value={start} label={t('pcrs.start')} full />
                      ),
                    ],
                    ...(pcr === 0 && startupLocality !== null && startupLocality !== 0
                      ? ([['', t('pcrs.startLocality', { locality: startupLocality })]] as const)
                      : []),
                  ]}
                />
              </Box>
              <ListBox rows={steps.length} rowHeight={28} most={48}>
                <DataTable
                  label={t('pcrs.history', { pcr })}
                  columns={columns}
                  rows={steps}
                  rowKey={(row) => String(row.index)}
                  rowName={(row) => `${row.index} ${row.typeName}`}
                  onOpen={(row) => onEvent(row.index)}
                  virtual
                  rowHeight={28}
                />
              </ListBox>
            </>
          )
        }
      </Shown>
    </Card>
  );
};

/** The PCRs of a log, and how each comes to its value. */
export const PcrsView = ({ info, pcr, bank, onAddress, onEvent }: Props) => {
  const t = useMessages();
  const columns = usePcrColumns();
  const shownBank = bank !== null && info.banks.includes(bank) ? bank : info.bank;
  const rows = Object.entries(info.pcrs[shownBank] ?? {}).map(
    ([name, value]): Row => ({
      pcr: Number(name),
      value,
      count: info.pcrEvents[name] ?? 0,
    }),
  );
  const current = pcr ?? rows[0]?.pcr ?? 0;
  return (
    <>
      <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField
          select
          label={t('pcrs.bank')}
          value={shownBank}
          onChange={(event) => onAddress({ bank: event.target.value })}
          sx={{ width: 140 }}
        >
          {info.banks.map((name) => (
            <MenuItem key={name} value={name}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <Typography variant="body2" sx={{ color: 'text.secondary', flex: '1 1 240px' }}>
          {t('pcrs.note')}
        </Typography>
      </Box>
      <Box
        sx={{
          display: 'grid',
          gap: 4,
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '460px minmax(0, 1fr)' },
        }}
      >
        <Card title={t('pcrs.list')} flush>
          <DataTable
            label={t('pcrs.list')}
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.pcr)}
            rowName={(row) => `PCR ${row.pcr}`}
            current={String(current)}
            onOpen={(row) => onAddress({ pcr: row.pcr })}
            rowHeight={30}
          />
        </Card>
        <Steps
          key={`${current} ${shownBank}`}
          info={info}
          pcr={current}
          bank={shownBank}
          onEvent={onEvent}
        />
      </Box>
    </>
  );
};
