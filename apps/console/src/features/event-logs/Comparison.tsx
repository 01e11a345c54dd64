import { type AlignedEvents, eventLogRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';
import { Card } from '../../shared/ui/Card.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { ComparedPair } from './ComparedPair.tsx';
import { comparisonSentence } from './comparison-sentence.ts';
import { pcrText } from './event-columns.tsx';
import { ListBox } from './ListBox.tsx';
import { useMessages } from './messages.ts';
import { nextIndex } from './step.ts';
import { useAllPages } from './use-all-pages.ts';
import { useEventKeys } from './use-event-keys.ts';

const useColumns = (): readonly Column<AlignedEvents>[] => {
  const t = useMessages();
  const side = (of: 'left' | 'right'): readonly Column<AlignedEvents>[] => [
    {
      id: `${of}-index`,
      header: t('col.index'),
      width: 60,
      align: 'end',
      wideOnly: true,
      cell: (line) => line[of]?.index ?? '',
    },
    {
      id: of,
      header: t(`compare.${of}`),
      width: 160,
      grow: true,
      cell: (line) => {
        const text = line[of]?.description ?? t('compare.absent');
        return <span title={text}>{text}</span>;
      },
    },
  ];
  return [
    {
      id: 'kind',
      header: t('col.change'),
      width: 110,
      cell: ({ kind, dataDiffer, counterpart }) => (
        <span
          title={
            counterpart === null
              ? dataDiffer
                ? t('compare.dataDiffer')
                : undefined
              : t('compare.counterpart', { index: counterpart })
          }
        >
          {kind === 'same' ? (
            t('compare.kind.same')
          ) : (
            <StatusChip status="warning" word={t(`compare.kind.${kind}`)} />
          )}
        </span>
      ),
    },
    {
      id: 'pcr',
      header: t('col.pcr'),
      width: 52,
      align: 'end',
      cell: ({ left, right }) => pcrText((left ?? right)?.pcr ?? 0),
    },
    ...side('left'),
    ...side('right'),
  ];
};

export interface ComparisonAddress {
  readonly all: boolean;
  readonly pcr: string | null;
  readonly line: number | null;
}

interface Props extends ComparisonAddress {
  readonly left: string;
  readonly right: string;
  readonly names: { readonly left: string; readonly right: string };
  readonly onAddress: (changed: Partial<ComparisonAddress>) => void;
}

const noLines: readonly AlignedEvents[] = [];
const anyPcr = '';

/** Two logs beside each other, line by line, and what differs in the one that is looked at. */
export const Comparison = ({ left, right, names, all, pcr, line, onAddress }: Props) => {
  const t = useMessages();
  const find = useRef<HTMLInputElement>(null);
  const columns = useColumns();
  const wanted = pcr === 'none' ? pcr : pcr === null ? undefined : Number(pcr);
  const { query, first } = useAllPages(
    ['compareEventLogs', left, right, all, wanted],
    (api, page, signal) =>
      api.call(
        eventLogRoutes.compareEventLogs,
        {
          params: { digest: left, other: right },
          query: {
            ...page,
            ...(all ? {} : { only: 'differences' as const }),
            ...(wanted === undefined ? {} : { pcr: wanted }),
          },
        },
        signal,
      ),
    { isFixed: true },
  );
  const lines = query.data ?? noLines;
  const at = lines.findIndex(({ index }) => index === line);
  const go = (by: 1 | -1, is: (each: AlignedEvents) => boolean) => {
    const next = nextIndex(lines.length, at, by, (index) => {
      const each = lines[index];
      return each !== undefined && is(each);
    });
    const each = next === null ? undefined : lines[next];
    if (each !== undefined) onAddress({ line: each.index });
  };
  useEventKeys(
    {
      onStep: (by) => go(by, () => true),
      onDifference: (by) => go(by, ({ kind }) => kind !== 'same'),
      onClose: () => onAddress({ line: null }),
    },
    find,
  );
  const shown = lines[at];
  return (
    <>
      {first !== undefined && (
        <Card>
          <Typography component="p" variant="h2" role="status" sx={{ overflowWrap: 'anywhere' }}>
            {comparisonSentence(t, first, {
              ...names,
              first: lines.find(({ kind }) => kind !== 'same'),
            })}
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {t('compare.bank', { bank: first.bank })}
          </Typography>
        </Card>
      )}
      <Box sx={{ display: 'flex', gap: 4, flexWrap: 'wrap', alignItems: 'center' }}>
        <FormControlLabel
          control={
            <Switch
              checked={!all}
              onChange={(event) => onAddress({ all: !event.target.checked, line: null })}
            />
          }
          label={t('compare.only')}
        />
        <TextField
          select
          label={t('filter.pcr')}
          value={pcr ?? anyPcr}
          onChange={(event) => onAddress({ pcr: event.target.value || null, line: null })}
          sx={{ width: 220 }}
        >
          <MenuItem value={anyPcr}>{t('filter.any')}</MenuItem>
          {Array.from({ length: 24 }, (_, each) => String(each)).map((each) => (
            <MenuItem key={each} value={each}>
              {each}
            </MenuItem>
          ))}
          <MenuItem value="none">{t('filter.none')}</MenuItem>
        </TextField>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {first !== undefined && lines.length < first.total
            ? t('filter.loading', { loaded: lines.length, all: first.total })
            : t('filter.found', { count: lines.length })}
        </Typography>
      </Box>
      <Card flush>
        <ListBox rows={lines.length} rowHeight={28} most={line === null ? 56 : 38}>
          <Shown query={query}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty title={t('compare.nothing')} hint={t('compare.nothingHint')} />
              ) : (
                <DataTable
                  label={t('compare.rows')}
                  columns={columns}
                  rows={rows}
                  rowKey={(row) => String(row.index)}
                  rowName={(row) => `${row.kind} ${(row.left ?? row.right)?.description ?? ''}`}
                  current={line === null ? undefined : String(line)}
                  onOpen={(row) => onAddress({ line: row.index })}
                  virtual
                  rowHeight={28}
                />
              )
            }
          </Shown>
        </ListBox>
      </Card>
      {shown !== undefined && first !== undefined && (
        <ComparedPair key={shown.index} line={shown} left={left} right={right} bank={first.bank} />
      )}
    </>
  );
};
