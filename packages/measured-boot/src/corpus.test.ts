/**
 * Real logs of many firmwares, with what an independent parser read in them and, for some, what the
 * TPM itself said. Skipped where the corpus is absent: GATEHOUSE_SHARED_DATA names its folder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concat, fromHex, MalformedError, toHex } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { describe, expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import { claimedBootFactsOf } from './boot-facts-of.ts';
import { describeEvent } from './describe-event.ts';
import { claimedNearestBaseline } from './nearest-baseline.ts';
import { parseEventLog } from './parse-event-log.ts';
import { proveEventLog } from './prove-event-log.ts';
import { isMeasured, replayEventLog } from './replay.ts';
import { readWindowsElements, type WindowsElement } from './windows-elements.ts';
import { aggregationBit, windowsEventOfType } from './windows-events.ts';

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const present = existsSync(join(data, 'eventlogs'));

interface OracleLog {
  readonly file: string;
  readonly format: string;
  readonly windows: boolean;
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
    const matching = parsed.events.filter(
      (event) =>
        isMeasured(event) &&
        (['sha1', 'sha256'] as const).some((name) => event.dataIsMeasured(name)),
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
    const values = Object.fromEntries(
      Object.entries(oracle.pcrs).filter(([, values]) => Object.keys(values).length > 0),
    );
    const actual = hexOf(replayEventLog(parsed));
    for (const [name, value] of Object.entries(values)) expect(actual[name]).toEqual(value);
  });

  const expected: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
  > = present ? json('eventlogs/expected-pcrs.json') : {};
  const recorded = Object.entries(expected).flatMap(([file, banks]) =>
    Object.keys(banks).map((bank) => ({ file, bank: bank as HashName })),
  );
  /** Logs that are not those of the recorded values, or of a bank that Windows capped. */
  const mismatches = new Set([
    'sha1 guard-oss/IMN-SUPERMICRO-WBCL-Quote-AIKs.evidence.0.bin',
    'sha1 guard-oss/IMN-SUPERMICRO-no-epp.evidence.0.bin',
    'sha256 guard-oss/dell-notebook-5eventlogs-WBCL.evidence.0.bin',
    'sha256 guard-oss/dell-notebook-5eventlogs-WBCL.evidence.1.bin',
    'sha256 guard-oss/dell-notebook-5eventlogs-WBCL.evidence.2.bin',
    'sha256 guard-oss/dell-notebook-5eventlogs-WBCL.evidence.3.bin',
    'sha256 guard-oss/failed-2.evidence.0.bin',
  ]);

  test.each(recorded)('holds $file against the $bank values of its TPM', ({ file, bank }) => {
    const values = expected[file]?.[bank] ?? {};
    const pcrs = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14].filter((pcr) => values[pcr]);
    const pcrDigest = hash(bank, concat(...pcrs.map((pcr) => fromHex(values[pcr] ?? ''))));
    const proof = proveEventLog(parseEventLog(log(file)), { bank, pcrs, pcrDigest });
    expect(proof.kind).toBe(mismatches.has(`${bank} ${file}`) ? 'mismatch' : 'proven');
  });

  const negatives = [
    ...(present ? readdirSync(join(data, 'eventlogs/ima-tpm2-tss')) : []).map(
      (name) => `ima-tpm2-tss/${name}`,
    ),
    'keylime/binary_bios_measurements-bogus',
    'keylime/binary_bios_measurements-empty',
  ];
  test.each(negatives)('refuses %s and says why', (file) => {
    expect(() => parseEventLog(log(file))).toThrow(MalformedError);
    if (file.startsWith('ima'))
      expect(() => parseEventLog(log(file))).toThrow(/IMA measurement list/);
  });

  test.each(oracles.filter(({ windows }) => windows))(
    'accounts for everything that Windows measured in $file',
    ({ file }) => {
      const facts = claimedBootFactsOf(parseEventLog(log(file)));
      expect(facts).toMatchObject({ unaccounted: [], unfinished: [], codeIntegrity: true });
    },
  );

  test('tells nearly every event of every log in words', () => {
    const events = oracles.filter(isLog).flatMap(({ file }) => {
      const parsed = parseEventLog(log(file));
      return parsed.events.map((each) => describeEvent(each, parsed.pointerSize).description);
    });
    const unreadable = events.filter((line) => line.startsWith('Unreadable'));
    expect(events.length).toBeGreaterThan(3500);
    expect(unreadable.length).toBeLessThanOrEqual(2);
  });

  interface OracleEvent {
    readonly index: number;
    readonly sipa: readonly OracleElement[];
  }
  type OracleElement = readonly [name: string, type: string, value: unknown];
  /** Names of the elements as the oracle nests them. */
  const oracleNames = (elements: readonly OracleElement[]): unknown =>
    elements.map(([name, type, inner]) =>
      /^0x[4c][0-9a-f]{7}$/.test(type)
        ? [name, oracleNames(inner as readonly OracleElement[])]
        : name,
    );
  const ourNames = (elements: readonly WindowsElement[]): unknown =>
    elements.map(({ type, children }) => {
      const name = windowsEventOfType(type)?.name;
      return (type & aggregationBit) !== 0 ? [name, ourNames(children)] : name;
    });

  test.each(oracles.filter(({ windows }) => windows))(
    'reads the Windows elements of $file as the oracle does',
    ({ file }) => {
      const path = `oracle/sipa/${file.replace('/', '__')}.json`;
      if (!existsSync(join(data, path))) return;
      const { events } = parseEventLog(log(file));
      for (const { index, sipa } of json(path) as readonly OracleEvent[]) {
        const elements = readWindowsElements(events[index]?.data ?? new Uint8Array());
        expect(ourNames(elements), String(index)).toEqual(oracleNames(sipa));
      }
    },
  );

  const server = (name: string) => `guard-oss/${name}`;
  test.each([
    ['IMN-SUPERMICRO-WBCL-Quote-AIKs.evidence.0.bin', 'IMN-SUPERMICRO-no-epp.evidence.0.bin', null],
    ['supermicro-WBCL-OSLOAD-quoted.log', 'IMN-SUPERMICRO-no-epp.evidence.0.bin', null],
    [
      'dell-notebook-5eventlogs-WBCL.evidence.1.bin',
      'dell-notebook-5eventlogs-WBCL.evidence.4.bin',
      null,
    ],
    [
      'dell-notebook-5eventlogs-WBCL.evidence.0.bin',
      'dell-notebook-5eventlogs-WBCL.evidence.4.bin',
      'boot-signers-changed',
    ],
    [
      'dell-notebook-5eventlogs-WBCL.log',
      'DESKTOP-MIMU51J-EPP-ESET.evidence.0.bin',
      'firmware-code-changed',
    ],
  ])('a baseline of %s against %s: %s', (made, held, cause) => {
    const baseline = baselineOf(parseEventLog(log(server(made))), 'sha256');
    const near = claimedNearestBaseline([baseline], parseEventLog(log(server(held))));
    expect(near?.match.matches === false ? near.match.first.cause : null).toBe(cause);
  });
});
