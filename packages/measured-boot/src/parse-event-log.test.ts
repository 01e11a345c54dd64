import { concat, fromHex, MalformedError, utf8 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEventLog } from './parse-event-log.ts';
import { replayEventLog } from './replay.ts';
import { encodeSample, event, sampleEvents } from './sample-boot.ts';
import { encodeEventLog } from './write-event-log.ts';

const hex = (...lines: readonly string[]) => fromHex(lines.join('').replaceAll(' ', ''));

/** TCG_PCR_EVENT by hand: a separator in PCR 4. */
const sha1Log = hex(
  '04000000 04000000', // pcrIndex 4, eventType EV_SEPARATOR
  '9069ca78e7450a285173431b3e52c5c25299e473', // SHA-1 of the data
  '04000000 00000000', // eventSize, event
);

/** A crypto-agile log by hand: Spec ID event for SHA-256, then a separator in PCR 4. */
const specId = hex(
  '00000000 03000000', // pcrIndex 0, eventType EV_NO_ACTION
  '0000000000000000000000000000000000000000', // zeros
  '21000000', // eventSize 33
  '5370656320494420 4576656e74303300', // "Spec ID Event03"
  '00000000 00 02 00 02', // platformClass, minor, major, errata, uintnSize
  '01000000 0b00 2000 00', // one algorithm: SHA-256 of 32 bytes; no vendor information
);
const agileEvent = hex(
  '04000000 04000000 01000000', // pcrIndex, eventType, digest count
  '0b00 df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119', // SHA-256
  '04000000 00000000', // eventSize, event
);
const agileLog = concat(specId, agileEvent);

const refused = (bytes: Uint8Array, why: RegExp | string) => {
  expect(() => parseEventLog(bytes)).toThrow(MalformedError);
  expect(() => parseEventLog(bytes)).toThrow(why);
};

describe('a log in SHA-1 framing', () => {
  test('is read from its annotated bytes', () => {
    const log = parseEventLog(sha1Log);
    expect(log).toMatchObject({ format: 'sha1', banks: ['sha1'], quirks: ['no-spec-id-event'] });
    expect(log.events).toMatchObject([
      { index: 0, pcr: 4, type: 4, typeName: 'EV_SEPARATOR', data: new Uint8Array(4), offset: 0 },
    ]);
  });
});

describe('a crypto-agile log', () => {
  test('is read from its annotated bytes', () => {
    const log = parseEventLog(agileLog);
    expect(log).toMatchObject({ format: 'crypto-agile', banks: ['sha256'], quirks: [] });
    expect(log.events[1]).toMatchObject({
      pcr: 4,
      typeName: 'EV_SEPARATOR',
      offset: specId.length,
    });
    expect(log.events[1]?.digests.sha256).toEqual(hash('sha256', new Uint8Array(4)));
    expect(log.events[1]?.digests.sha1).toBeUndefined();
  });

  test('comes back as it was written', () => {
    const events = sampleEvents();
    const log = parseEventLog(encodeSample(events));
    expect(log.events.slice(1).map(({ pcr, type, data }) => ({ pcr, type, data }))).toEqual(
      events.map(({ pcr, type, data }) => ({ pcr, type, data })),
    );
  });

  test.each([
    ['padded-with-zeros', concat(agileLog, new Uint8Array(64))],
    ['padded-with-ones', concat(agileLog, new Uint8Array(64).fill(0xff))],
    ['fewer-digests', concat(specIdOf('0400 1400', '0b00 2000'), agileEvent)],
    [
      'digest-order',
      concat(
        specIdOf('0400 1400', '0b00 2000'),
        hex('04000000 04000000 02000000 0b00'),
        new Uint8Array(32),
        hex('0400'),
        new Uint8Array(20),
        hex('00000000'),
      ),
    ],
    [
      'bank-not-replayed',
      concat(
        specIdOf('1200 2000'),
        hex('04000000 04000000 01000000 1200'),
        new Uint8Array(32),
        hex('00000000'),
      ),
    ],
    ['unmeasured-pcr', concat(specId, fromHex('ffffffff'), agileEvent.subarray(4))],
    [
      'exit-boot-services-missing',
      encodeEventLog({
        banks: ['sha256'],
        events: [event(4, 'EV_EFI_BOOT_SERVICES_APPLICATION', new Uint8Array())],
      }),
    ],
  ])('with the quirk %s is read', (quirk, bytes) => {
    expect(parseEventLog(bytes).quirks).toContain(quirk);
  });

  test('may stand at an offset in a larger buffer', () => {
    const buffer = concat(new Uint8Array(13), agileLog);
    expect(parseEventLog(buffer.subarray(13)).events).toHaveLength(2);
  });
});

function specIdOf(...algorithms: readonly string[]): Uint8Array {
  const body = hex(
    '53706563204944204576656e74303300 00000000 00020002',
    `0${algorithms.length}000000`,
    ...algorithms,
    '00',
  );
  const head = new Uint8Array(32);
  head[4] = 3;
  head[28] = body.length;
  return concat(head, body);
}

describe('what is no log is refused', () => {
  test('at every truncation', () => {
    const bytes = encodeSample(sampleEvents());
    const boundaries = new Set(parseEventLog(bytes).events.map(({ offset }) => offset));
    for (let length = 0; length < bytes.length; length++)
      if (!boundaries.has(length) || length === 0)
        expect(() => parseEventLog(bytes.subarray(0, length)), String(length)).toThrow(
          MalformedError,
        );
  });

  test('with the byte and the reason', () => {
    refused(new Uint8Array(), 'at byte 0: the log is empty');
    refused(utf8('this is some text, and not a log at all'), 'this is not a TCG event log');
    refused(agileLog.with(specId.length, 24), `at byte ${specId.length}: there is no PCR 24`);
    refused(agileLog.with(specId.length + 12, 0x0c), 'algorithm 0x000c is not declared');
    refused(agileLog.with(specId.length + 8, 9), '9 digests are above the limit');
    refused(agileLog.with(agileLog.length - 8, 5), 'announces 5 bytes of data, 4 are left');
    refused(concat(specIdOf('0b00 1000'), agileEvent), 'have 32 bytes, not 16');
    refused(concat(specIdOf('ff00 2000'), agileEvent), 'unknown digest algorithm 0x00ff');
    refused(
      concat(specIdOf('0b00 2000', '0b00 2000'), agileEvent),
      'declares a digest algorithm twice',
    );
    refused(
      concat(
        specId,
        hex('04000000 04000000 02000000 0b00'),
        new Uint8Array(32),
        hex('0b00'),
        new Uint8Array(32),
        hex('00000000'),
      ),
      'two sha256 digests in one event',
    );
  });

  test('where a list of IMA is told by its name', () => {
    const ima = concat(
      hex('0a000000'),
      new Uint8Array(20),
      hex('06000000'),
      utf8('ima-ng'),
      new Uint8Array(8),
    );
    refused(ima, 'this is an IMA measurement list (template "ima-ng")');
  });

  test('by nothing but MalformedError, whatever the bytes', () => {
    const reads = (bytes: Uint8Array) => {
      try {
        replayEventLog(parseEventLog(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
    };
    const sample = encodeSample(sampleEvents());
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), reads), { numRuns: 500 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => reads(concat(specId, tail))),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.nat(sample.length - 1), fc.nat(255), (at, byte) =>
        reads(sample.with(at, byte)),
      ),
      { numRuns: 500 },
    );
  });

  test('within a bound of time and number, whatever it announces', () => {
    const empty = concat(fromHex('0100000001000000'), fromHex('00000000'), fromHex('00000000'));
    const many = new Uint8Array(16 * 1024 * 1024);
    many.set(specId);
    for (let at = specId.length; at + empty.length <= many.length; at += empty.length)
      many.set(empty, at);
    const start = performance.now();
    refused(many, 'more than 20000 events are refused');
    expect(performance.now() - start).toBeLessThan(2000);
    refused(new Uint8Array(16 * 1024 * 1024 + 1), 'is longer than');
  });
});
