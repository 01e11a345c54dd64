/**
 * What is read in the events of real logs. Skipped where the corpus is absent: GATEHOUSE_SHARED_DATA
 * names its folder.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import { certificateIn } from './decode/certificate-details.ts';
import type { Detail } from './decode/detail.ts';
import { readSignatureLists } from './decode/signature-lists.ts';
import { describeEvent } from './describe-event.ts';
import { digestCheck, digestMatches } from './digest-matches.ts';
import type { UnprovenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { readUefiVariable } from './uefi-variable.ts';

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const present = existsSync(join(data, 'eventlogs'));
const oracle = (name: string) => JSON.parse(readFileSync(join(data, 'oracle', name), 'utf8'));
const read = (file: string): UnprovenEventLog =>
  parseEventLog(new Uint8Array(readFileSync(join(data, 'eventlogs', file))));
const files: readonly string[] = present
  ? readdirSync(join(data, 'oracle'))
      .filter((name) => name.endsWith('.json'))
      .map(oracle)
      .filter(({ format }) => format === 'sha1' || format === 'crypto-agile')
      .map(({ file }) => file)
  : [];

/** Names of what could not be read inside of details that otherwise could. */
const unreadInside = (details: Detail): readonly string[] =>
  JSON.stringify(details).match(/unreadable|"name":"0x[0-9a-f]{8}"|Path\(\d\d\/\d\d/g) ?? [];

const lists: readonly string[] = ['PK', 'KEK', 'db'];

/** Certificates of the signature databases of a log, by their text. */
const certificatesOf = (file: string): readonly (readonly [string, Uint8Array])[] =>
  read(file)
    .events.filter(({ type }) => type === eventType.EV_EFI_VARIABLE_DRIVER_CONFIG)
    .map((event) => readUefiVariable(event.data))
    .filter(({ name }) => lists.includes(name))
    .flatMap(({ value }) => readSignatureLists(value))
    .filter(({ data: der }) => der[0] === 0x30)
    .map(({ data: der }) => [toHex(der), der]);

describe.skipIf(!present)('the events of the corpus', () => {
  test('are read into values or text, but for those that only their vendor can read', () => {
    const left = new Map<string, number>();
    let total = 0;
    for (const file of files) {
      const log = read(file);
      for (const event of log.events) {
        total++;
        const { readAs, details, description } = describeEvent(event, log.pointerSize);
        const inside = unreadInside(details);
        if (readAs !== 'bytes' && readAs !== 'unreadable' && inside.length === 0) continue;
        const name = /^[^,]*(?=, \d+ bytes$)/.exec(description)?.[0] ?? '';
        const key = [readAs, event.typeName, name, ...inside].join(' ').trim();
        left.set(key, (left.get(key) ?? 0) + 1);
      }
    }
    expect(total).toBeGreaterThan(3500);
    expect(Object.fromEntries([...left].sort())).toMatchInlineSnapshot(`
      {
        "bytes EV_NONHOST_CONFIG IntelCSMEAmtConfig": 7,
        "bytes EV_NONHOST_INFO GCE NonHostInfo": 5,
        "bytes EV_NONHOST_INFO IntelCSxEEvent01": 9,
        "bytes EV_NONHOST_INFO IntelCSxEInfoEvent": 9,
        "bytes EV_PLATFORM_CONFIG_FLAGS": 5,
        "bytes EV_S_CRTM_CONTENTS": 2,
        "bytes EV_TABLE_OF_DEVICES": 2,
      }
    `);
  });

  test('have certificates that OpenSSL reads as we do', () => {
    const certificates = [...new Map(files.flatMap(certificatesOf)).values()];
    expect(certificates.length).toBeGreaterThan(10);
    for (const der of certificates) {
      const theirs = new X509Certificate(der);
      const ours = certificateIn(der);
      expect(ours?.details).toMatchObject({
        notBefore: new Date(theirs.validFrom).toISOString(),
        notAfter: new Date(theirs.validTo).toISOString(),
        sha256: theirs.fingerprint256.replaceAll(':', '').toLowerCase(),
      });
      expect(BigInt(`0x${ours?.details['serial']}`)).toBe(BigInt(`0x${theirs.serialNumber}`));
      expect(theirs.subject.replaceAll('\\', '')).toContain(ours?.name);
    }
  });

  test('have quotes of Windows over the registers that they replay to', () => {
    const log = read('guard-oss/IMN-SUPERMICRO-WBCL-Quote-AIKs.evidence.0.bin');
    const quotes = log.events
      .filter(({ pcr }) => pcr > 23)
      .map((event) => JSON.stringify(describeEvent(event).details));
    expect(quotes.length).toBeGreaterThan(0);
    for (const quote of quotes) {
      expect(quote).toContain('"structure":"TPMS_ATTEST","type":"quote"');
      expect(quote).toContain('"pcrs":[0,1,2,3,4,5,6,8,9,10,12,13,14,15]');
    }
    expect(quotes.join()).toContain('"timeOfBoot":"2022-09-13T12:35:49');
  });

  test('say of every digest whether it is that of the data, and why not', () => {
    for (const file of files) {
      const log = read(file);
      for (const event of log.events)
        for (const bank of log.banks) {
          const { outcome, reason } = digestCheck(event, bank);
          const expected = { matches: true, differs: false, 'not-of-the-data': null, none: null };
          expect(digestMatches(event, bank)).toBe(expected[outcome]);
          expect(reason).toMatch(/\.$/);
        }
    }
  });
});
