/**
 * Real logs of many firmwares, with what an independent parser read in them and, for some, what the
 * TPM itself said. Skipped where the corpus is absent: GATEHOUSE_SHARED_DATA names its folder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedError, toHex } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { describe, expect, test } from 'vitest';
import { dataIsMeasured } from './digest-matches.ts';
import { parseEventLog } from './parse-event-log.ts';
import { proveEventLog } from './prove-event-log.ts';
import { isMeasured, replayEventLog } from './replay.ts';

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const present = existsSync(join(data, 'eventlogs'));

interface OracleLog {
  readonly file: string;
  readonly format: string;
  readonly algs: readonly HashName[];
  readonly numEvents: number;
  readonly startupLocality: number | null;
  readonly types: Readonly<Record<string, number>>;
  readonly dataDigestMatch: number;
  readonly pcrs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
const json = (path: string) => JSON.parse(readFileSync(join(data, path), 'utf8'));
const oracles: readonly OracleLog[] = present
  ? readdirSync(join(data, 'oracle'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => json(`oracle/${name}`))
  : [];
const log = (file: string) => new Uint8Array(readFileSync(join(data, 'eventlogs', file)));
const isLog = ({ format }: OracleLog) => format === 'sha1' || format === 'crypto-agile';

const hexOf = (values: ReturnType<typeof replayEventLog>) =>
  Object.fromEntries(
    [...values].map(([bank, pcrs]) => [
      bank,
      Object.fromEntries([...pcrs].map(([pcr, value]) => [pcr, toHex(value)])),
    ]),
  );

describe.skipIf(!present)('the corpus of real logs', () => {
  test.each(oracles.filter(isLog))('reads and replays $file as the oracle does', (oracle) => {
    const parsed = parseEventLog(log(oracle.file));
    const types: Record<string, number> = {};
    for (const { typeName } of parsed.events) types[typeName] = (types[typeName] ?? 0) + 1;
    const [bank = 'sha1'] = parsed.banks;
    const matching = parsed.events.filter(
      (event) =>
        isMeasured(event) &&
        (['sha1', 'sha256'] as const).some((name) => dataIsMeasured(event, name)),
    );
    expect({
      format: parsed.format,
      algs: parsed.banks,
      numEvents: parsed.events.length,
      startupLocality: parsed.startupLocality,
      types,
      dataDigestMatch: matching.length,
    }).toEqual({
      format: oracle.format,
      algs: oracle.algs,
      numEvents: oracle.numEvents,
      startupLocality: oracle.startupLocality,
      types: oracle.types,
      dataDigestMatch: oracle.dataDigestMatch,
    });
    const expected = Object.fromEntries(
      Object.entries(oracle.pcrs).filter(([, values]) => Object.keys(values).length > 0),
    );
    const actual = hexOf(replayEventLog(parsed));
    for (const [name, values] of Object.entries(expected)) expect(actual[name]).toEqual(values);
    expect(bank).toBe(parsed.banks[0]);
  });
});
