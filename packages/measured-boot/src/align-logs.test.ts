import { toHex, utf8 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlignedRow, alignLogs, commonBankOf } from './align-logs.ts';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, sampleEvents } from './sample-boot.ts';

type Measured = readonly [pcr: number, what: string];

function logOf(measured: readonly Measured[]): UnprovenEventLog<LogEvent> {
  const events = measured.map(
    ([pcr, what], index): LogEvent => ({
      index,
      pcr,
      type: eventType.EV_EFI_ACTION,
      typeName: 'EV_EFI_ACTION',
      digests: { sha256: hash('sha256', utf8(what)) },
      data: utf8(what),
      offset: 0,
    }),
  );
  return {
    format: 'crypto-agile',
    banks: ['sha256'],
    events,
    quirks: [],
    startupLocality: null,
    pointerSize: 8,
  };
}

const measured = fc.array(
  fc.tuple(fc.constantFrom(0, 4, 7, 0xffffffff), fc.constantFrom('a', 'b', 'c', 'd', 'e')),
  { maxLength: 30 },
);

const digest = (log: UnprovenEventLog<LogEvent>, index: number): string =>
  toHex(log.events[index]?.digests.sha256 ?? new Uint8Array());

const isNumber = (index: number | null): index is number => index !== null;
const inPcr = (log: UnprovenEventLog<LogEvent>, indexes: readonly number[], pcr: number) =>
  indexes.filter((index) => log.events[index]?.pcr === pcr);

/** The other log, PCR by PCR, by what the rows say to keep and to take from it. */
function apply(
  rows: readonly AlignedRow[],
  left: UnprovenEventLog<LogEvent>,
  right: UnprovenEventLog<LogEvent>,
) {
  const pcrs = new Map<number, string[]>();
  for (const row of rows) {
    if (row.right === null) continue;
    const from = row.kind === 'same' ? left.events[row.left] : right.events[row.right];
    const pcr = from?.pcr ?? -1;
    const value = row.kind === 'same' ? digest(left, row.left) : digest(right, row.right);
    pcrs.set(pcr, [...(pcrs.get(pcr) ?? []), value]);
  }
  return pcrs;
}

test('a log beside itself is all the same', () => {
  fc.assert(
    fc.property(measured, (events) => {
      const log = logOf(events);
      const { rows, counts, pcrs, isShortest } = alignLogs(log, log, 'sha256');
      expect(rows).toEqual(
        events.map((_, i) => ({ kind: 'same', left: i, right: i, dataDiffer: false })),
      );
      expect(counts).toEqual({ same: events.length, changed: 0, added: 0, removed: 0, moved: 0 });
      expect(pcrs).toEqual([]);
      expect(isShortest).toBe(true);
    }),
  );
});

test('what the rows say, done to the one log, gives the other in every PCR', () => {
  fc.assert(
    fc.property(measured, measured, (before, after) => {
      const [left, right] = [logOf(before), logOf(after)];
      const { rows, counts } = alignLogs(left, right, 'sha256');
      expect(rows.map((row) => row.left).filter(isNumber)).toEqual(left.events.map((_, i) => i));
      const rights = rows.map((row) => row.right).filter(isNumber);
      expect(rights.toSorted((a, b) => a - b)).toEqual(right.events.map((_, i) => i));
      for (const pcr of new Set(after.map(([each]) => each))) {
        const order = inPcr(right, rights, pcr);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(apply(rows, left, right).get(pcr)).toEqual(
          order.map((index) => digest(right, index)),
        );
      }
      expect(counts.same + counts.changed + counts.removed + counts.moved).toBe(before.length);
      expect(counts.same + counts.changed + counts.added + counts.moved).toBe(after.length);
    }),
  );
});

describe('two boots beside each other', () => {
  const kinds = (before: readonly Measured[], after: readonly Measured[]) =>
    alignLogs(logOf(before), logOf(after), 'sha256').rows.map(
      ({ kind, left, right }) => `${kind} ${left ?? '-'} ${right ?? '-'}`,
    );
  test('show one that is not in the other', () =>
    expect(
      kinds(
        [
          [4, 'a'],
          [4, 'c'],
        ],
        [
          [4, 'a'],
          [4, 'b'],
          [4, 'c'],
        ],
      ),
    ).toEqual(['same 0 0', 'added - 1', 'same 1 2']));
  test('show a change in its place', () =>
    expect(
      kinds(
        [
          [4, 'a'],
          [4, 'b'],
          [4, 'c'],
        ],
        [
          [4, 'a'],
          [4, 'x'],
          [4, 'c'],
        ],
      ),
    ).toEqual(['same 0 0', 'changed 1 1', 'same 2 2']));
  test('show what moved in both places, counted once', () => {
    const before: Measured[] = [
      [4, 'a'],
      [4, 'b'],
      [4, 'c'],
      [4, 'd'],
    ];
    const after: Measured[] = [
      [4, 'b'],
      [4, 'c'],
      [4, 'd'],
      [4, 'a'],
    ];
    expect(kinds(before, after)).toEqual([
      'moved 0 -',
      'same 1 0',
      'same 2 1',
      'same 3 2',
      'moved - 3',
    ]);
    expect(alignLogs(logOf(before), logOf(after), 'sha256').counts.moved).toBe(1);
  });
  test('are not different for another order between PCRs', () =>
    expect(
      kinds(
        [
          [0, 'a'],
          [7, 'b'],
        ],
        [
          [7, 'b'],
          [0, 'a'],
        ],
      ),
    ).toEqual(['same 0 1', 'same 1 0']));
  test('tell a variable that changed from an event that was taken away', () => {
    const log = (secureBoot: boolean) => parseEventLog(encodeSample(sampleEvents({ secureBoot })));
    const [on, off] = [log(true), log(false)];
    const { rows, pcrs } = alignLogs(on, off, 'sha256');
    const differences = rows
      .filter(({ kind }) => kind !== 'same')
      .map(({ kind, left }) => `${kind} ${on.events[left ?? -1]?.typeName}`);
    expect(differences).toEqual([
      'changed EV_EFI_VARIABLE_DRIVER_CONFIG',
      'removed EV_EFI_VARIABLE_AUTHORITY',
    ]);
    expect(pcrs).toEqual([7]);
  });
  test('tell data that differ under the same digest', () => {
    const left = logOf([[4, 'a']]);
    const right = {
      ...left,
      events: left.events.map((each) => ({ ...each, data: utf8('x') })),
    };
    expect(alignLogs(left, right, 'sha256').rows).toEqual([
      { kind: 'same', left: 0, right: 0, dataDiffer: true },
    ]);
  });
});

test('10,000 events beside 10,000 others are aligned in bounded steps', () => {
  const log = (step: number) =>
    logOf(Array.from({ length: 10_000 }, (_, i) => [4, String((i * step) % 97)] as const));
  const { rows, isShortest } = alignLogs(log(5), log(11), 'sha256');
  expect(rows.length).toBeGreaterThanOrEqual(10_000);
  expect(isShortest).toBe(false);
});

test('the bank of a comparison is one that both logs have', () => {
  const log = logOf([]);
  expect(commonBankOf(log, { ...log, banks: ['sha1', 'sha256'] })).toBe('sha256');
  expect(commonBankOf({ ...log, banks: ['sha1'] }, log)).toBe(null);
});
