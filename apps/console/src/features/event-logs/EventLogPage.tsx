import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { shortHash } from '../../shared/format/format.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { AboutView } from './AboutView.tsx';
import { DownloadMenu } from './DownloadMenu.tsx';
import { EventsView } from './EventsView.tsx';
import { useLogNames } from './log-names.ts';
import { useMessages } from './messages.ts';
import { PartingNotice } from './PartingNotice.tsx';
import { PcrsView } from './PcrsView.tsx';

const views = ['events', 'pcrs', 'about'] as const;
type View = (typeof views)[number];

/** What the address holds. */
export interface EventLogSearch {
  readonly filter?: string | undefined;
  readonly event?: string | undefined;
  readonly view?: string | undefined;
  readonly pcr?: string | undefined;
  readonly bank?: string | undefined;
  /** Id of the attestation whose findings are shown. */
  readonly attestation?: string | undefined;
}

const numberOf = (word: string | undefined): number | null =>
  word !== undefined && /^\d{1,6}$/.test(word) ? Number(word) : null;

const viewOf = (word: string | undefined): View => views.find((view) => view === word) ?? 'events';

interface Props {
  readonly digest: string;
  readonly search: EventLogSearch;
  readonly onSearch: (changed: EventLogSearch) => void;
}

/** A stored TCG log: its events, how its PCRs come to their values, and what an attestation found. */
export const EventLogPage = ({ digest, search, onSearch }: Props) => {
  const t = useMessages();
  const names = useLogNames();
  const query = useQuery(hgsQuery(useApi(), 'getEventLogInfo', { params: { digest } }));
  const info = query.data;
  const view = viewOf(search.view);
  const onEvent = (index: number) =>
    onSearch({ view: undefined, filter: undefined, event: String(index) });
  return (
    <Page
      title={
        info === undefined || !names.isNamed(info)
          ? t('titleUnnamed', { digest: shortHash(digest) })
          : t('title', { name: names.short(info) })
      }
      sentence={
        info === undefined
          ? t('reading')
          : t('sentence', {
              count: info.eventCount,
              format: t(`format.${info.format}`),
              banks: info.banks.join(', '),
            })
      }
      action={
        <Box sx={{ display: 'flex', gap: 3, alignItems: 'center' }}>
          <Link
            to="/compare"
            search={(info?.baselines.length ?? 0) > 0 ? { left: digest } : { right: digest }}
          >
            {t('compare.action')}
          </Link>
          <DownloadMenu digest={digest} />
        </Box>
      }
    >
      {search.attestation !== undefined && (
        <PartingNotice
          id={search.attestation}
          digest={digest}
          onEvent={onEvent}
          onPcr={(pcr) => onSearch({ view: 'pcrs', pcr: String(pcr) })}
        />
      )}
      <Shown query={query}>
        {(log) => (
          <>
            <Tabs
              value={view}
              aria-label={t('view.label')}
              onChange={(_event, next: View) =>
                onSearch({ view: next === 'events' ? undefined : next })
              }
            >
              {views.map((each) => (
                <Tab key={each} value={each} label={t(`view.${each}`)} />
              ))}
            </Tabs>
            {view === 'events' && (
              <EventsView
                info={log}
                filter={search.filter ?? ''}
                event={numberOf(search.event)}
                onAddress={({ filter, event }) =>
                  onSearch({
                    ...(filter !== undefined && { filter: filter || undefined }),
                    ...(event !== undefined && {
                      event: event === null ? undefined : String(event),
                    }),
                  })
                }
              />
            )}
            {view === 'pcrs' && (
              <PcrsView
                info={log}
                pcr={numberOf(search.pcr)}
                bank={search.bank ?? null}
                onAddress={({ pcr, bank }) =>
                  onSearch({
                    ...(pcr !== undefined && { pcr: String(pcr) }),
                    ...(bank !== undefined && { bank: bank ?? undefined }),
                  })
                }
                onEvent={onEvent}
              />
            )}
            {view === 'about' && <AboutView info={log} />}
          </>
        )}
      </Shown>
    </Page>
  );
};
