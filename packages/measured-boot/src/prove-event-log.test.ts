import { createHash } from 'node:crypto';
import { concat, utf8 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { describe, expect, test } from 'vitest';
import { digestMatches } from './digest-matches.ts';
import type { LogEvent } from './event-log.ts';
import { parseEventLog } from './parse-event-log.ts';
import { proveEventLog } from './prove-event-log.ts';
import { replayBank, replayEventLog } from './replay.ts';
import { encodeSample, event, quoteOf, sampleEvents } from './sample-boot.ts';
import { encodeEventLog } from './write-event-log.ts';

const sha256 = (data: Uint8Array) => sha256Of(data);
const sha256Of = (...parts: readonly Uint8Array[]) =>
  new Uint8Array(
    createHash('sha256')
      .update(concat(...parts))
      .digest(),
  );
const one = (
  pcr: number,
  data = utf8('x'),
  type: 'EV_IPL' | 'EV_NO_ACTION' | 'EV_EFI_HCRTM_EVENT' = 'EV_IPL',
) => encodeEventLog({ banks: ['sha256'], events: [event(pcr, type, data)] });
const pcrValue = (bytes: Uint8Array, pcr: number) =>
  replayBank(parseEventLog(bytes), 'sha256').get(pcr);

/** The events of a log, each with its bytes. */
function eventsOf(bytes: Uint8Array) {
  const { events } = parseEventLog(bytes);
  const endOf = (i: number) => events[i]?.offset ?? bytes.length;
  return events.map((each, i) => ({
    event: each,
    bytes: bytes.subarray(each.offset, endOf(i + 1)),
  }));
}
/** An event as Windows writes it: with the digest of the bank that it measures into, and no other. */
const inOneBank = (each: LogEvent) =>
  eventsOf(encodeEventLog({ banks: ['sha256'], events: [each] }))[1]?.bytes ?? new Uint8Array();

describe('replay', () => {
  test('extends zeros, and the registers of the dynamic root of trust from ones', () => {
    const digest = sha256(utf8('x'));
    expect(pcrValue(one(8), 8)).toEqual(sha256Of(new Uint8Array(32), digest));
    expect(pcrValue(one(17), 17)).toEqual(sha256Of(new Uint8Array(32).fill(0xff), digest));
    expect(pcrValue(one(23), 23)).toEqual(sha256Of(new Uint8Array(32), digest));
  });

  test('starts PCR 0 from the locality of the start, and from 4 after an H-CRTM', () => {
    const started = encodeEventLog({
      banks: ['sha256'],
      events: [
        event(0, 'EV_NO_ACTION', concat(utf8('StartupLocality\0'), Uint8Array.of(3))),
        event(0, 'EV_IPL', utf8('x')),
      ],
    });
    const from = (locality: number) => new Uint8Array(32).with(31, locality);
    expect(parseEventLog(started).startupLocality).toBe(3);
    expect(pcrValue(started, 0)).toEqual(sha256Of(from(3), sha256(utf8('x'))));
    const hcrtm = one(0, utf8('HCRTM'), 'EV_EFI_HCRTM_EVENT');
    expect(pcrValue(hcrtm, 0)).toEqual(sha256Of(from(4), sha256(utf8('HCRTM'))));
  });

  test('never extends an EV_NO_ACTION event, nor another bank', () => {
    expect(pcrValue(one(8, utf8('x'), 'EV_NO_ACTION'), 8)).toBeUndefined();
    const values = replayEventLog(parseEventLog(encodeSample(sampleEvents())));
    expect([...values.keys()]).toEqual(['sha1', 'sha256']);
    expect(values.get('sha1')?.get(0)).toHaveLength(20);
  });
});

describe('a quote', () => {
  const bytes = encodeSample(sampleEvents());
  const log = parseEventLog(bytes);

  test('proves the log that was measured, also without PCRs that nothing extended', () => {
    const proof = proveEventLog(log, quoteOf(bytes, 'sha256', [0, 7, 10, 14]));
    expect(proof).toMatchObject({ kind: 'proven', log: { bank: 'sha256', pcrs: [0, 7, 10, 14] } });
  });

  test('may hash with another algorithm than that of the bank', () => {
    const quoted = quoteOf(bytes);
    const values = replayBank(log, 'sha256');
    const all = concat(...quoted.pcrs.map((pcr) => values.get(pcr) ?? new Uint8Array(32)));
    const pcrDigest = hash('sha1', all);
    expect(proveEventLog(log, { ...quoted, digestAlgorithm: 'sha1', pcrDigest }).kind).toBe(
      'proven',
    );
  });

  test('refuses a log with one event changed, left out, added or moved', () => {
    const events = sampleEvents();
    const at = 8;
    const [changed, moved] = [events[at], events[at - 1]];
    if (changed === undefined || moved === undefined) throw new Error('no events');
    const others = [
      events.with(at, { ...changed, data: utf8('other'), digests: {} }),
      events.toSpliced(at, 1),
      [...events, event(7, 'EV_IPL', utf8('more'))],
      sampleEvents({ firmware: '1.1' }),
    ];
    for (const other of others) {
      const proof = proveEventLog(parseEventLog(encodeSample(other)), quoteOf(bytes));
      expect(proof).toMatchObject({ kind: 'mismatch' });
      if (proof.kind === 'mismatch') expect(proof.reason).toContain('do not give the PCR values');
    }
  });

  test('over a bank that the log has not, or that Windows capped, is refused with the reason', () => {
    const reason = (proof: ReturnType<typeof proveEventLog>) =>
      proof.kind === 'mismatch' ? proof.reason : 'proven';
    expect(reason(proveEventLog(log, { ...quoteOf(bytes), bank: 'sha384' }))).toContain(
      'no sha384 digests',
    );
    const [specId, ...others] = eventsOf(bytes);
    const capped = parseEventLog(
      concat(
        specId?.bytes ?? new Uint8Array(),
        ...others.map(({ event: each, bytes: asWritten }) =>
          each.pcr >= 11 && each.pcr <= 14 ? inOneBank(each) : asWritten,
        ),
      ),
    );
    expect(reason(proveEventLog(capped, quoteOf(bytes, 'sha1')))).toContain(
      'Windows measured into the sha256 bank',
    );
    expect(reason(proveEventLog(capped, quoteOf(bytes)))).toBe('proven');
  });

  test('proves a log that lacks ExitBootServices, which firmware forgets', () => {
    const without = sampleEvents().slice(0, -2);
    const short = parseEventLog(encodeSample(without));
    expect(short.quirks).toContain('exit-boot-services-missing');
    expect(proveEventLog(short, quoteOf(bytes)).kind).toBe('proven');
    const other = parseEventLog(encodeSample(without.slice(0, -1)));
    expect(proveEventLog(other, quoteOf(bytes)).kind).toBe('mismatch');
  });
});

test('a digest is compared with the data only where it is of the data', () => {
  const { events } = parseEventLog(encodeSample(sampleEvents()));
  const of = (typeName: string) => {
    const found = events.find((each) => each.typeName === typeName);
    return found === undefined ? undefined : digestMatches(found, 'sha256');
  };
  expect(of('EV_SEPARATOR')).toBe(true);
  expect(of('EV_EFI_VARIABLE_DRIVER_CONFIG')).toBe(true);
  expect(of('EV_EFI_BOOT_SERVICES_APPLICATION')).toBeNull();
  expect(of('EV_NO_ACTION')).toBeNull();
  const forged = events.find((each) => each.typeName === 'EV_EVENT_TAG');
  if (forged === undefined) throw new Error('no tagged event');
  const { typeName, digests } = forged;
  expect(digestMatches({ ...forged, typeName, digests, data: utf8('forged') }, 'sha256')).toBe(
    false,
  );
  const error = {
    ...event(0, 'EV_SEPARATOR', utf8('error 7')),
    digests: { sha256: hash('sha256', Uint8Array.of(1, 0, 0, 0)) },
  };
  const [, separator] = parseEventLog(
    encodeEventLog({ banks: ['sha256'], events: [error] }),
  ).events;
  expect(separator && digestMatches(separator, 'sha256')).toBeNull();
});
