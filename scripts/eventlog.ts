/**
 * Reads a TCG event log offline: `npm run -s eventlog -- FILE [--json | --details]`.
 *
 * Prints its events and the PCR values that it replays to; with `--details` also what the data of each
 * event say. Proves nothing: only a quote does.
 * Exit status 1 and one line on stderr if the log cannot be read.
 */
import { eventLogReport, eventLogText, parseEventLog } from '@gatehouse/measured-boot';
import { readFileTool } from './file-tool.ts';

await readFileTool({
  name: 'eventlog',
  read: parseEventLog,
  json: (log) => JSON.stringify(eventLogReport(log)),
  text: (log, options) => eventLogText(log, options.has('--details')),
  options: ['--details'],
});
