import { toBase64, toHex, utf8 } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { eventLogReport, eventLogText, parseEventLog, pcrHistory } from '@gatehouse/measured-boot';
import type { HgsContext } from '../dependencies.ts';
import { listStoredLogs, readVerdict, storedLogOf } from '../store/event-log-index.ts';
import { keepEventLog, readEventLog } from '../store/event-log-store.ts';
import { logRemedy } from './baseline-trust.ts';
import { compareLogs, comparisonPage } from './event-log-comparison.ts';
import {
  filteredEvents,
  logEventDetail,
  logFacts,
  type ReadLog,
  readLog,
} from './event-log-view.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, readingFile } from './problems.ts';
import { recent } from './recent.ts';

type Names =
  | 'getEventLog'
  | 'listEventLogs'
  | 'addEventLog'
  | 'getEventLogInfo'
  | 'listLogEvents'
  | 'getLogEvent'
  | 'getPcrHistory'
  | 'compareEventLogs'
  | 'exportEventLog'
  | 'getVerdict';

/** Logs, and pairs of them, that stay read: people page through one or two at a time. */
const kept = { logs: 4, comparisons: 2 } as const;

/** How a log is written out: file ending and content. */
const forms: Readonly<
  Record<
    'log' | 'json' | 'text',
    { readonly ending: string; readonly write: (content: Uint8Array) => Uint8Array }
  >
> = {
  log: { ending: 'tcglog', write: (content) => content },
  json: {
    ending: 'json',
    write: (content) => utf8(`${JSON.stringify(eventLogReport(parseEventLog(content)))}\n`),
  },
  text: {
    ending: 'txt',
    write: (content) => utf8(`${eventLogText(parseEventLog(content), true)}\n`),
  },
};

/** Stored logs for looking at. Nothing here decides, and nothing is believed. */
export function eventLogHandlers({ database: { db } }: HgsContext): Pick<HgsHandlers, Names> {
  const contentOf = async (digest: string): Promise<Uint8Array> => {
    const content = await readEventLog(db, digest);
    if (content === null) throw notFound('event log');
    return content;
  };
  const logOf = recent(kept.logs, async (digest) => {
    const content = await contentOf(digest);
    return readingFile('TCG log', logRemedy, () => readLog(content));
  });
  const comparisonOf = recent(kept.comparisons, async (pair) => {
    const [left = '', right = ''] = pair.split(' ');
    return compareLogs(await logOf(left), await logOf(right));
  });
  return {
    getEventLog: async ({ params }) => {
      const { log } = await logOf(params.digest);
      const { banks, events, quirks, ...report } = eventLogReport(log);
      return { ...report, banks: [...banks], events: [...events], quirks: [...quirks] };
    },

    listEventLogs: ({ query }) => listStoredLogs(db, query),

    addEventLog: async ({ body, subject }) => {
      const content = bytesOf(body.content);
      readingFile('TCG log', logRemedy, () => parseEventLog(content));
      const digest = await keepEventLog(db, content);
      subject(digest);
      return { digest };
    },

    getEventLogInfo: async ({ params }) => {
      const read = await logOf(params.digest);
      const stored = await storedLogOf(db, params.digest);
      if (stored === null) throw notFound('event log');
      return { ...stored, ...logFacts(read) };
    },

    listLogEvents: async ({ params, query: { offset, limit, ...filter } }) => {
      const read = await logOf(params.digest);
      const events = filteredEvents(read, filter);
      return { items: events.slice(offset, offset + limit).map(read.row), total: events.length };
    },

    getLogEvent: async ({ params }) => {
      const read = await logOf(params.digest);
      const event = read.log.events[params.index];
      if (event === undefined) throw notFound('event');
      return logEventDetail(read, event);
    },

    getPcrHistory: async ({ params, query }) => {
      const read = await logOf(params.digest);
      const bank = bankOf(read, query.bank);
      const steps = pcrHistory(read.log, bank, params.pcr);
      return {
        bank,
        start: toHex(steps[0]?.before ?? new Uint8Array()),
        steps: steps.map(({ event, after }) => ({ ...read.row(event), after: toHex(after) })),
      };
    },

    compareEventLogs: async ({ params, query }) =>
      comparisonPage(await comparisonOf(`${params.digest} ${params.other}`), query),

    exportEventLog: async ({ params, query }) => {
      const content = await contentOf(params.digest);
      const { ending, write } = forms[query.form];
      return {
        fileName: `${params.digest.slice(0, 16)}.${ending}`,
        content: toBase64(readingFile('TCG log', logRemedy, () => write(content))),
      };
    },

    getVerdict: async ({ params }) => {
      const found = await readVerdict(db, params.id);
      if (found === null) throw notFound('attestation');
      return found;
    },
  };
}

const bankOf = ({ log, bank }: ReadLog, wanted: string | undefined): HashName =>
  log.banks.find((name) => name === wanted) ?? bank;
