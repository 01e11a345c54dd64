/**
 * Our reader beside `tpm2_eventlog` over the corpus of real logs, as a table in docs/protocol. It is no
 * oracle: it crashes, refuses genuine logs and starts PCR 0 wrongly. Where the two differ, the values that
 * the TPM itself recorded, or else an independent parser, say who is right.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedError, toHex } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { describe, expect, test } from 'vitest';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { replayEventLog, startOf } from './replay.ts';

const root = join(import.meta.dirname, '../../..');
const data = process.env['GATEHOUSE_SHARED_DATA'] ?? join(root, '../shared/data');
const table = join(root, 'docs/protocol/event-log-corpus.md');
/** Set to write the table anew instead of holding it against what the tools say now. */
const writes = process.env['GATEHOUSE_WRITE_TABLES'] !== undefined;
const tool = spawnSync('tpm2_eventlog', ['--version'], { encoding: 'utf8' });
const present = existsSync(join(data, 'eventlogs')) && tool.status === 0;

type Banks = Readonly<Record<string, Readonly<Record<string, string>>>>;
const json = (path: string) => JSON.parse(readFileSync(join(data, path), 'utf8'));
const files: readonly string[] = present
  ? readdirSync(join(data, 'oracle'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => json(`oracle/${name}`).file)
  : [];
const recorded: Readonly<Record<string, Banks>> = present
  ? json('eventlogs/expected-pcrs.json')
  : {};

interface Reading {
  readonly events: number;
  readonly banks: Banks;
}

/** The YAML of tpm2_eventlog: `- EventNum:` an event, and at the end `pcrs:`, a bank, its values. */
function readingOf(yaml: string): Reading {
  const banks: Record<string, Record<string, string>> = {};
  let bank: Record<string, string> = {};
  for (const line of (yaml.split(/^pcrs:$/m)[1] ?? '').split('\n')) {
    const name = /^ {2}(\w+):$/.exec(line)?.[1];
    const value = /^ {4}(\d+) *: 0x([0-9a-f]+)$/.exec(line);
    if (name !== undefined) bank = banks[name] = {};
    else if (value?.[1] !== undefined && value[2] !== undefined) bank[value[1]] = value[2];
  }
  return { events: yaml.match(/^-? *PCRIndex:/gm)?.length ?? 0, banks };
}

/** What the tool says of a log: its reading, or how it ends. */
function toolOn(file: string): Reading | string {
  const { status, signal, stdout, stderr } = spawnSync(
    'tpm2_eventlog',
    [join(data, 'eventlogs', file)],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (signal !== null) return `crashes (${signal})`;
  if (status !== 0) return `refuses: ${/ERROR: (.*)/.exec(stderr)?.[1]?.trim() ?? status}`;
  return readingOf(stdout);
}

function ourReading(file: string) {
  const log = parseEventLog(new Uint8Array(readFileSync(join(data, 'eventlogs', file))));
  const banks: Banks = Object.fromEntries(
    [...replayEventLog(log)].map(([bank, values]) => [
      bank,
      Object.fromEntries([...values].map(([pcr, value]) => [String(pcr), toHex(value)])),
    ]),
  );
  return { log, events: log.events.length, banks };
}
type OurReading = ReturnType<typeof ourReading>;

/** `sha256 0, 4`: the PCRs in which `a` gives another value than `b`, or none where `b` has one. */
const differences = (a: Banks, b: Banks): readonly string[] =>
  Object.entries(b).flatMap(([bank, values]) => {
    const other = a[bank] ?? {};
    const pcrs = Object.keys(values).filter((pcr) => values[pcr] !== other[pcr]);
    return pcrs.length === 0 ? [] : [`${bank} ${pcrs.join(', ')}`];
  });

/** Why the tool's PCR 0 is another: each a rule of the profile that it does not follow. */
function reasonOf({ log }: OurReading): string {
  const pcr0 = log.events.filter(({ pcr }) => pcr === 0);
  const locality = log.startupLocality ?? 0;
  const rim = pcr0.some(
    ({ type, index, digests }) =>
      type === eventType.EV_NO_ACTION && index > 0 && Object.keys(digests).length > 0,
  );
  return [
    ...(locality === 0 ? [] : [`starts PCR 0 from 0, not from locality ${locality}`]),
    ...(rim && locality === 0 ? ['extends EV_NO_ACTION'] : []),
  ].join('; ');
}

interface Row {
  readonly file: string;
  readonly ours: string;
  readonly recorded: string;
  readonly tool: string;
}

function rowOf(file: string): Row {
  const said = toolOn(file);
  try {
    const ours = ourReading(file);
    return {
      file,
      ours: `${ours.log.format}, ${ours.events} events`,
      ...comparison(file, ours, said),
    };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const tool = typeof said === 'string' ? said : `reads ${said.events} events`;
    return { file, ours: `refused: ${error.message}`, recorded: '', tool };
  }
}

function comparison(file: string, ours: OurReading, said: Reading | string) {
  const values = recorded[file];
  const toRecorded = values === undefined ? null : differences(withStarts(ours), values);
  return { recorded: recordedCell(toRecorded), tool: toolCell(ours, said) };
}

/** With the values that PCRs have before any event: what a TPM reports of those that nothing extends. */
const withStarts = ({ log, banks }: OurReading): Banks =>
  Object.fromEntries(
    log.banks.map((bank) => [
      bank,
      Object.fromEntries(
        Array.from({ length: 24 }, (_, pcr) => [
          String(pcr),
          banks[bank]?.[pcr] ?? toHex(startOf(bank, pcr, log.startupLocality)),
        ]),
      ),
    ]),
  );

const recordedCell = (found: readonly string[] | null): string => {
  if (found === null) return '';
  return found.length === 0 ? 'equal' : `differ: ${found.join('; ')}`;
};

function toolCell(ours: OurReading, said: Reading | string): string {
  if (typeof said === 'string') return said;
  const found = differences(said.banks, ours.banks);
  const counted = said.events === ours.events ? '' : `${said.events} events; `;
  if (found.length === 0) return `${counted}equal`;
  return `${counted}differs: ${found.join('; ')} (${reasonOf(ours) || 'unexplained'})`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const markdown = (rows: readonly Row[]): string => {
  const by = (test: (row: Row) => boolean): number => rows.filter(test).length;
  const read = rows.filter(({ ours }) => !ours.startsWith('refused'));
  const among = (start: string): number =>
    read.filter(({ tool }) => tool.startsWith(start) || tool.includes(`; ${start}`)).length;
  return `${[
    '# The corpus of real logs, ours and `tpm2_eventlog`',
    '',
    '<!-- Written by packages/measured-boot/src/tpm2-eventlog.integration.test.ts with GATEHOUSE_WRITE_TABLES=1. -->',
    '',
    `${rows.length} files, ${read.length} of them logs; ${by(({ ours }) => ours.startsWith('refused'))} are refused with the byte and the reason. Of the logs, \`tpm2_eventlog\``,
    `(${tool.stdout.match(/version="([^"]+)"/)?.[1] ?? '?'}) crashes on ${among('crashes')}, refuses ${among('refuses')} and replays ${among('differs')} to other values. "Recorded": the PCR values that the TPM`,
    'itself reported, where they are known; logs that differ there are not those of the values (a resumed boot that a later log',
    'replaces, a capped bank, a value changed on purpose), which is what attestation has to find out.',
    '',
    '| log | ours | recorded | `tpm2_eventlog` |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      (row) => `| ${[row.file, row.ours, row.recorded, row.tool].map(cell).join(' | ')} |`,
    ),
  ].join('\n')}\n`;
};

describe.skipIf(!present)('beside tpm2_eventlog', () => {
  test('the table of the corpus is what the two say', () => {
    const rows = files.map(rowOf);
    const text = markdown(rows);
    expect(rows.filter(({ tool }) => tool.includes('unexplained'))).toEqual([]);
    if (writes) writeFileSync(table, text);
    expect(readFileSync(table, 'utf8')).toBe(text);
  }, 120_000);

  test('where the two differ, the TPM sides with us', () => {
    const judged = Object.entries(recorded).flatMap(([file, values]) => {
      const said = toolOn(file);
      if (typeof said === 'string') return [];
      const { banks } = ourReading(file);
      return Object.keys(values).flatMap((bank) =>
        Object.keys(values[bank] ?? {}).flatMap((pcr) => {
          const ours = banks[bank as HashName]?.[pcr];
          const theirs = said.banks[bank]?.[pcr];
          const truth = values[bank]?.[pcr];
          return ours === theirs || theirs === undefined
            ? []
            : [{ file, pcr, ours, theirs, truth }];
        }),
      );
    });
    expect(judged.length).toBeGreaterThanOrEqual(10);
    expect(judged.filter(({ theirs, truth }) => theirs === truth)).toEqual([]);
  }, 120_000);
});
