import { toHex } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { operatingSystemBankOf } from './boot-facts-of.ts';
import { type Detail, withoutControls } from './decode/detail.ts';
import { describeEvent } from './describe-event.ts';
import { digestMatches } from './digest-matches.ts';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { eventLogQuirks } from './quirks.ts';
import { type PcrValues, replayEventLog } from './replay.ts';

/** One event for people and programs: what it is, and what its data say as far as they can be read. */
export interface EventReport {
  readonly index: number;
  readonly pcr: number;
  readonly type: number;
  readonly typeName: string;
  /** Bank → lower-case hex. */
  readonly digests: Readonly<Record<string, string>>;
  /** As {@link digestMatches} in the bank of the operating system. */
  readonly digestMatches: boolean | null;
  readonly description: string;
  readonly details: Detail;
  readonly readAs: 'values' | 'text' | 'bytes' | 'unreadable';
  /** Bytes of the data, and where the event starts in the log. */
  readonly size: number;
  readonly offset: number;
}

/** A whole log as `npm run eventlog -- FILE --json` prints it. */
export interface EventLogReport {
  readonly format: 'sha1' | 'crypto-agile';
  readonly banks: readonly HashName[];
  readonly eventCount: number;
  readonly startupLocality: number | null;
  /** Bank → PCR → value after replay, in hex. */
  readonly pcrs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly events: readonly EventReport[];
  readonly quirks: readonly string[];
}

export function eventReport(event: LogEvent, log: UnprovenEventLog, bank: HashName): EventReport {
  const { index, pcr, type, typeName, data, offset } = event;
  return {
    index,
    pcr,
    type,
    typeName,
    digests: Object.fromEntries(
      Object.entries(event.digests).map(([name, digest]) => [name, toHex(digest)]),
    ),
    digestMatches: digestMatches(event, bank),
    ...describeEvent(event, log.pointerSize),
    size: data.length,
    offset,
  };
}

const hexOf = (values: PcrValues): Readonly<Record<string, string>> =>
  Object.fromEntries([...values].map(([pcr, value]) => [String(pcr), toHex(value)]));

export function eventLogReport(log: UnprovenEventLog): EventLogReport {
  const bank = operatingSystemBankOf(log);
  return {
    format: log.format,
    banks: log.banks,
    eventCount: log.events.length,
    startupLocality: log.startupLocality,
    pcrs: Object.fromEntries(
      [...replayEventLog(log)].map(([name, values]) => [name, hexOf(values)]),
    ),
    events: log.events.map((event) => eventReport(event, log, bank)),
    quirks: log.quirks,
  };
}

/** The report as text, with the details of each event below it if they are asked for. */
export function eventLogText(log: UnprovenEventLog, withDetails = false): string {
  const { format, banks, events, pcrs } = eventLogReport(log);
  const bank = operatingSystemBankOf(log);
  return [
    `${format} log, ${banks.join('+')}, ${events.length} events`,
    ...eventLogQuirks
      .filter(({ id }) => log.quirks.includes(id))
      .map(({ id, sentence }) => `quirk ${id}: ${sentence}`),
    '',
    `PCR values after replay (${bank}):`,
    ...Object.entries(pcrs[bank] ?? {}).map(([pcr, value]) => `  ${pcr.padStart(2)}  ${value}`),
    '',
    'Events ("?": the digest is not of these data, "!": it should be, and is not):',
    ...events.flatMap((event) => [
      lineOf(event),
      ...(withDetails ? detailLines(event.details, 14) : []),
    ]),
  ].join('\n');
}

const marks = new Map([
  [true, ' '],
  [false, '!'],
  [null, '?'],
]);

function lineOf(event: EventReport): string {
  const pcr = event.pcr > 23 ? '--' : String(event.pcr).padStart(2);
  const mark = marks.get(event.digestMatches) ?? '?';
  return `${String(event.index).padStart(4)}  PCR ${pcr} ${mark} ${event.typeName.padEnd(32)} ${event.description}`;
}

/** Details one value a line, nested by indentation. */
function detailLines(detail: Detail, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  if (detail === null || typeof detail !== 'object')
    return detail === null ? [] : [`${margin}${withoutControls(String(detail))}`];
  return Object.entries(detail).flatMap(([name, value]) => {
    const label = Array.isArray(detail) ? '-' : `${name}:`;
    if (value === null || typeof value !== 'object')
      return [`${margin}${label} ${withoutControls(String(value))}`];
    return [`${margin}${label}`, ...detailLines(value, indent + 2)];
  });
}
