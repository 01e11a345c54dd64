import { toBase64, toHex } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import type { EventLogInfo, LogEventDetail, LogEventRow } from '@gatehouse/contracts';
import {
  digestCheck,
  digestMatches,
  eventLogQuirks,
  eventReport,
  type LogEvent,
  meaningOf,
  operatingSystemBankOf,
  parseEventLog,
  pcrHistory,
  replayEventLog,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';

/** A stored log, read, for people: unproven but where `digestMatches` says that data and digest agree. */
export interface ReadLog {
  readonly log: UnprovenEventLog;
  /** The bank that digests are shown and checked in. */
  readonly bank: HashName;
  readonly row: (event: LogEvent) => LogEventRow;
}

/** Rows are made once: to look for a word, all events have to be described. */
export function readLog(content: Uint8Array): ReadLog {
  const log = parseEventLog(content);
  const bank = operatingSystemBankOf(log);
  const rows = new Map<number, LogEventRow>();
  return {
    log,
    bank,
    row: (event) => {
      const known = rows.get(event.index);
      if (known !== undefined) return known;
      const { details: _, offset: __, ...report } = eventReport(event, log, bank);
      rows.set(event.index, report);
      return report;
    },
  };
}

/** What of a log is asked for; all of it must hold. */
export interface EventFilter {
  readonly pcr?: number | 'none' | undefined;
  readonly type?: string | undefined;
  readonly text?: string | undefined;
  readonly digest?: 'differs' | undefined;
}

export const isInPcr = (event: LogEvent, pcr: number | 'none' | undefined): boolean =>
  pcr === undefined || (pcr === 'none' ? event.pcr > 23 : event.pcr === pcr);

/** Events that pass the filter, in the order of the log. */
export function filteredEvents(
  { log, bank, row }: ReadLog,
  { pcr, type, text, digest }: EventFilter,
): readonly LogEvent[] {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const typeName = type?.toUpperCase();
  return log.events.filter((event) => {
    if (!isInPcr(event, pcr)) return false;
    if (typeName !== undefined && !isOfType(event, typeName)) return false;
    if (digest === 'differs' && digestMatches(event, bank) !== false) return false;
    if (words.length === 0) return true;
    const { typeName: name, description, digests } = row(event);
    const all = `${event.index} ${name} ${description} ${digests[bank] ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

const isOfType = ({ type, typeName }: LogEvent, wanted: string): boolean =>
  typeName.toUpperCase().includes(wanted) || String(type) === wanted;

/** All of a log but its events and who has it. */
export function logFacts(
  read: ReadLog,
): Omit<EventLogInfo, 'digest' | 'addedAt' | 'size' | 'baselines' | 'waiting' | 'senders'> {
  const { log, bank } = read;
  const types = new Map<number, { type: number; typeName: string; count: number }>();
  const pcrEvents: Record<string, number> = {};
  for (const { type, typeName, pcr } of log.events) {
    const known = types.get(type);
    if (known === undefined) types.set(type, { type, typeName, count: 1 });
    else known.count++;
    const name = pcr > 23 ? 'none' : String(pcr);
    pcrEvents[name] = (pcrEvents[name] ?? 0) + 1;
  }
  return {
    format: log.format,
    banks: [...log.banks],
    bank,
    eventCount: log.events.length,
    startupLocality: log.startupLocality,
    quirks: eventLogQuirks
      .filter(({ id }) => log.quirks.includes(id))
      .map(({ id, sentence }) => ({ id, sentence })),
    types: [...types.values()].toSorted((a, b) => b.count - a.count),
    pcrs: Object.fromEntries(
      [...replayEventLog(log)].map(([name, values]) => [
        name,
        Object.fromEntries([...values].map(([pcr, value]) => [String(pcr), toHex(value)])),
      ]),
    ),
    pcrEvents,
    differing: filteredEvents(read, { digest: 'differs' }).length,
  };
}

/** Bytes of the data of one event that are sent for looking at. */
const shownBytes = 64 * 1024;

export function logEventDetail({ log, bank, row }: ReadLog, event: LogEvent): LogEventDetail {
  const { details, offset } = eventReport(event, log, bank);
  return {
    ...row(event),
    details,
    offset,
    ...meaningOf(event),
    digestChecks: log.banks.map((name) => {
      const step = pcrHistory(log, name, event.pcr).find((each) => each.event === event);
      const digest = event.digests[name];
      return {
        bank: name,
        digest: digest === undefined ? null : toHex(digest),
        ...digestCheck(event, name),
        pcr: step === undefined ? null : { before: toHex(step.before), after: toHex(step.after) },
      };
    }),
    data: toBase64(event.data.subarray(0, shownBytes)),
  };
}
