/**
 * Reads a TCG event log offline: `npm run -s eventlog -- FILE [--json]`.
 *
 * Prints its events and the PCR values that it replays to. Proves nothing: only a quote does.
 * Exit status 1 and one line on stderr if the log cannot be read.
 */
import { toHex } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import {
  describeEvent,
  digestMatches,
  eventLogQuirks,
  type LogEvent,
  operatingSystemBankOf,
  type PcrValues,
  parseEventLog,
  replayEventLog,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';
import { readFileTool } from './file-tool.ts';

const hexOf = (values: PcrValues): Record<string, string> =>
  Object.fromEntries([...values].map(([pcr, value]) => [String(pcr), toHex(value)]));

const digestsOf = (event: LogEvent): Record<string, string> =>
  Object.fromEntries(Object.entries(event.digests).map(([bank, digest]) => [bank, toHex(digest)]));

const eventJson = (event: LogEvent, bank: HashName, log: UnprovenEventLog) => ({
  index: event.index,
  pcr: event.pcr,
  type: event.type,
  typeName: event.typeName,
  digests: digestsOf(event),
  digestMatches: digestMatches(event, bank),
  ...describeEvent(event, log.pointerSize),
  size: event.data.length,
});

function json(log: UnprovenEventLog): string {
  const bank = operatingSystemBankOf(log);
  return JSON.stringify({
    format: log.format,
    banks: log.banks,
    eventCount: log.events.length,
    startupLocality: log.startupLocality,
    pcrs: Object.fromEntries(
      [...replayEventLog(log)].map(([name, values]) => [name, hexOf(values)]),
    ),
    events: log.events.map((event) => eventJson(event, bank, log)),
    quirks: log.quirks,
  });
}

const marks = new Map([
  [true, ' '],
  [false, '!'],
  [null, '?'],
]);

function text(log: UnprovenEventLog): string {
  const bank = operatingSystemBankOf(log);
  const values = replayEventLog(log).get(bank) ?? new Map();
  return [
    `${log.format} log, ${log.banks.join('+')}, ${log.events.length} events`,
    ...eventLogQuirks
      .filter(({ id }) => log.quirks.includes(id))
      .map(({ id, sentence }) => `quirk ${id}: ${sentence}`),
    '',
    `PCR values after replay (${bank}):`,
    ...Object.entries(hexOf(values)).map(([pcr, value]) => `  ${pcr.padStart(2)}  ${value}`),
    '',
    'Events ("?": the digest is not of these data, "!": it should be, and is not):',
    ...log.events.map((event) => line(event, bank, log)),
  ].join('\n');
}

function line(event: LogEvent, bank: HashName, log: UnprovenEventLog): string {
  const pcr = event.pcr > 23 ? '--' : String(event.pcr).padStart(2);
  const mark = marks.get(digestMatches(event, bank)) ?? '?';
  const { description } = describeEvent(event, log.pointerSize);
  return `${String(event.index).padStart(4)}  PCR ${pcr} ${mark} ${event.typeName.padEnd(32)} ${description}`;
}

await readFileTool({ name: 'eventlog', read: parseEventLog, json, text });
