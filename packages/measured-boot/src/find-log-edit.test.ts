import { hash } from '@gatehouse/bytes/crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import { findLogEdit, type Witness, witnessOfBaseline, witnessOfLog } from './find-log-edit.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, quoteOf, sampleEvents } from './sample-boot.ts';
import type { EventToWrite } from './write-event-log.ts';

const measured = sampleEvents();
const quoted = quoteOf(encodeSample(measured));
const baseline = witnessOfBaseline(baselineOf(parseEventLog(encodeSample(measured)), 'sha256'));
/** The edit that explains what a host tells in place of what was measured. */
const editOf = (
  told: readonly EventToWrite[],
  witnesses: readonly Witness[] = [baseline],
  quote = quoted,
) => findLogEdit(parseEventLog(encodeSample(told)), quote, witnesses);

const other = { sha1: hash('sha1', new Uint8Array(1)), sha256: hash('sha256', new Uint8Array(1)) };
const isFixed = ({ pcr }: EventToWrite) => [0, 2, 4, 7, 14].includes(pcr);
const isQuoted = ({ pcr }: EventToWrite) => pcr <= 7 || (pcr >= 11 && pcr <= 14);
const places = [...measured.keys()];
const fixed = places.filter((i) => measured.slice(i, i + 1).some(isFixed));
const inserted: EventToWrite = { pcr: 5, type: 0xd, data: new Uint8Array(), digests: other };

test('a log that is as measured is given no edit', () => {
  expect(editOf(measured)).toBeNull();
});

describe('a single edit is found, whatever it was', () => {
  test.each(fixed)('event %d left out, which a baseline has', (i) => {
    const edit = editOf(measured.toSpliced(i, 1));
    expect(edit).toMatchObject({
      kind: 'removed',
      pcr: measured[i]?.pcr,
      event: null,
      witness: 0,
    });
  });

  test.each(places)('something put in before event %d, without a baseline', (i) => {
    for (const pcr of [0, 5, 7, 12]) {
      const edit = editOf(measured.toSpliced(i, 0, { ...inserted, pcr }), []);
      expect(edit).toMatchObject({ kind: 'inserted', pcr, event: { index: i + 1 } });
    }
  });

  test.each(fixed)('another digest for event %d, which a baseline has', (i) => {
    const edit = editOf(
      measured.map((each, at) => (at === i ? { ...each, digests: other } : each)),
    );
    expect(edit).toMatchObject({ kind: 'digest', pcr: measured[i]?.pcr, event: { index: i + 1 } });
  });

  test('another digest for an event whose data are what was measured, without a baseline', () => {
    const i = measured.findIndex(({ pcr }) => pcr === 13);
    const told = measured.map((each, at) => (at === i ? { ...each, digests: other } : each));
    expect(editOf(told, [])).toMatchObject({ kind: 'digest', pcr: 13, event: { index: i + 1 } });
  });

  test('an event left out of a PCR that no baseline fixes, by an earlier log of the machine', () => {
    const earlier = encodeSample(sampleEvents({ bootCount: 4n }));
    const witness = witnessOfLog(parseEventLog(earlier), 'sha256');
    for (const i of places.filter((each) => [1, 5, 11, 13].includes(measured[each]?.pcr ?? -1))) {
      const told = measured.toSpliced(i, 1);
      expect(editOf(told, [witness])).toMatchObject({ kind: 'removed', pcr: measured[i]?.pcr });
    }
    const counter = measured.findIndex(({ pcr }) => pcr === 12);
    expect(editOf(measured.toSpliced(counter, 1), [witness])).toBeNull();
  });

  test('two neighbours of a PCR in each other’s place, without a baseline', () => {
    const [one, two] = places.filter((i) => measured[i]?.pcr === 7);
    const [a, b] = [measured[one ?? 0], measured[two ?? 0]];
    if (one === undefined || two === undefined || !a || !b) throw new Error('no such events');
    expect(editOf(measured.with(one, b).with(two, a), [])).toMatchObject({
      kind: 'swapped',
      pcr: 7,
    });
  });

  test('several events of one PCR, by what the baseline has there', () => {
    const told = measured.filter((_, i) => !fixed.slice(2, 5).includes(i));
    expect(editOf(told)).toMatchObject({ kind: 'several', pcr: 7, witness: 0 });
  });

  test.each([0, 7, 12, 14])('a digest of zeros in PCR %d after the log was taken', (pcr) => {
    const zeros = { sha1: new Uint8Array(20), sha256: new Uint8Array(32) };
    const capped = quoteOf(encodeSample([...measured, { ...inserted, pcr, digests: zeros }]));
    expect(editOf(measured, [], capped)).toMatchObject({ kind: 'extended', pcr });
  });
});

test('what no single edit explains is given none', () => {
  const told = measured.filter(({ pcr }) => pcr !== 12 && pcr !== 13);
  expect(editOf(told)).toBeNull();
});

test('any edit of any log ends in time, and says only what fits', () => {
  void fc.assert(
    fc.property(
      fc.array(fc.nat(measured.length - 1), { maxLength: 4 }),
      fc.array(fc.record({ at: fc.nat(measured.length), pcr: fc.nat(23) }), { maxLength: 3 }),
      (out, added) => {
        const left = measured.filter((_, i) => !out.includes(i));
        const told = added.reduce<readonly EventToWrite[]>(
          (events, { at, pcr }) => events.toSpliced(at, 0, { ...inserted, pcr }),
          left,
        );
        const edit = editOf(told);
        const missing = measured.filter((each, i) => out.includes(i) && isQuoted(each));
        const extra = added.filter(({ pcr }) => isQuoted({ ...inserted, pcr }));
        if (edit?.kind === 'inserted') expect(extra).toHaveLength(1);
        if (edit?.kind === 'removed') expect(missing).toHaveLength(1);
      },
    ),
    { numRuns: 100 },
  );
});

test('a log of thousands of events is given up: trying all of it would take minutes', () => {
  const many = Array.from({ length: 10_000 }, () => inserted);
  expect(editOf([...many, ...measured])).toBeNull();
});
