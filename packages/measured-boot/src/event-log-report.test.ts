import { concat, utf16le } from '@gatehouse/bytes';
import { expect, test } from 'vitest';
import { eventLogReport, eventLogText } from './event-log-report.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, event, sampleEvents } from './sample-boot.ts';
import { encodeEventLog } from './write-event-log.ts';

const log = parseEventLog(encodeSample(sampleEvents({})));

test('the report has what the log has, and JSON holds it', () => {
  const report = eventLogReport(log);
  expect(report.eventCount).toBe(log.events.length);
  expect(report.events.map(({ offset }) => offset)).toEqual(log.events.map(({ offset }) => offset));
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('the text has a line an event, and the values below it if they are asked for', () => {
  const short = eventLogText(log);
  const lines = eventLogText(log, true).split('\n');
  for (const line of short.split('\n')) expect(lines).toContain(line);
  expect(lines).toContain('              name: SecureBoot');
});

test('text that steers a terminal is told without its control characters', () => {
  const steering = concat(utf16le('\u001b[2J'), utf16le('boot\0'));
  const hostile = parseEventLog(
    encodeEventLog({ banks: ['sha256'], events: [event(8, 'EV_IPL', steering)] }),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  expect(eventLogText(hostile, true)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
