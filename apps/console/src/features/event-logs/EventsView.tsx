import { type EventLogInfo, eventLogRoutes, type LogEventRow } from '@gatehouse/contracts';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';
import { Card } from '../../shared/ui/Card.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { EventFilterBar } from './EventFilterBar.tsx';
import { EventPane } from './EventPane.tsx';
import { useEventColumns } from './event-columns.tsx';
import { eventQueryOf } from './event-filter.ts';
import { ListBox } from './ListBox.tsx';
import { useMessages } from './messages.ts';
import { nextIndex } from './step.ts';
import { useAllPages } from './use-all-pages.ts';
import { useEventKeys } from './use-event-keys.ts';

export interface EventsAddress {
  readonly filter: string;
  readonly event: number | null;
}

interface Props extends EventsAddress {
  readonly info: EventLogInfo;
  readonly onAddress: (changed: Partial<EventsAddress>) => void;
}

const noRows: readonly LogEventRow[] = [];

/** The events of a log, and the one that is looked at below them. */
export const EventsView = ({ info, filter, event, onAddress }: Props) => {
  const t = useMessages();
  const columns = useEventColumns(info.bank);
  const find = useRef<HTMLInputElement>(null);
  const { digest } = info;
  const { query, first } = useAllPages(
    ['listLogEvents', digest, filter],
    (api, page, signal) =>
      api.call(
        eventLogRoutes.listLogEvents,
        { params: { digest }, query: { ...page, ...eventQueryOf(filter) } },
        signal,
      ),
    { isFixed: true },
  );
  const rows = query.data ?? noRows;
  const at = rows.findIndex(({ index }) => index === event);
  const go = (by: 1 | -1, is: (row: LogEventRow) => boolean) => {
    const next = nextIndex(rows.length, at, by, (index) => {
      const row = rows[index];
      return row !== undefined && is(row);
    });
    const row = next === null ? undefined : rows[next];
    if (row !== undefined) onAddress({ event: row.index });
  };
  const onStep = (by: 1 | -1) => go(by, () => true);
  const onClose = () => onAddress({ event: null });
  useEventKeys(
    { onStep, onDifference: (by) => go(by, (row) => row.digestMatches === false), onClose },
    find,
  );
  const total = first?.total ?? 0;
  return (
    <>
      <EventFilterBar
        info={info}
        filter={filter}
        onFilter={(next) => onAddress({ filter: next })}
        findRef={find}
        found={
          rows.length < total
            ? t('filter.loading', { loaded: rows.length, all: total })
            : total < info.eventCount
              ? t('filter.foundOf', { found: total, all: info.eventCount })
              : t('filter.found', { count: total })
        }
      />
      <Card flush>
        <ListBox rows={total} rowHeight={28} most={event === null ? 62 : 40}>
          <Shown query={query}>
            {(shown) =>
              shown.length === 0 ? (
                <Empty title={t('none')} hint={t('noneHint')} />
              ) : (
                <DataTable
                  label={t('events')}
                  columns={columns}
                  rows={shown}
                  rowKey={(row) => String(row.index)}
                  rowName={(row) => `${row.index} ${row.typeName}`}
                  current={event === null ? undefined : String(event)}
                  onOpen={(row) => onAddress({ event: row.index })}
                  virtual
                  rowHeight={28}
                />
              )
            }
          </Shown>
        </ListBox>
      </Card>
      <Typography
        variant="caption"
        sx={{ color: 'text.secondary', display: { xs: 'none', md: 'block' } }}
      >
        {t('keys')}
      </Typography>
      {event !== null && (
        <EventPane digest={digest} index={event} onStep={onStep} onClose={onClose} />
      )}
    </>
  );
};
