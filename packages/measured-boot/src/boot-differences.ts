import { toHex } from '@gatehouse/bytes';
import { type AlignedRow, alignLogs } from './align-logs.ts';
import { type Baseline, fixedEventsOf, fixedPcrsOf } from './baseline.ts';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { type Subject, subjectOf, whatOf } from './subject.ts';

/** A measurement as people read it. The words are what its event claims. */
export interface ToldMeasurement {
  /** Index of the event in its log. */
  readonly event: number;
  readonly what: string;
  /** Lower-case hex. */
  readonly digest: string;
}

/** A measurement that two boots do not share. */
export interface BootDifference {
  readonly kind: 'changed' | 'added' | 'removed' | 'moved';
  readonly pcr: number;
  readonly subject: Subject;
  readonly left: ToldMeasurement | null;
  readonly right: ToldMeasurement | null;
}

/**
 * All that a baseline would fix and two logs do not share, in the order of the left one: what is only
 * in the right was added. Empty when each matches the baseline that the other makes.
 */
export function bootDifferences(
  left: UnprovenEventLog,
  right: UnprovenEventLog,
  { bank, ignores }: Pick<Baseline, 'bank' | 'ignores'>,
): readonly BootDifference[] {
  const pcrs = fixedPcrsOf(ignores === undefined ? {} : { ignores });
  const fixed = (log: UnprovenEventLog) => ({ ...log, events: fixedEventsOf(log, bank, pcrs) });
  const [ours, theirs] = [fixed(left), fixed(right)];
  const told = teller(ours.events, theirs.events, bank);
  return alignLogs(ours, theirs, bank).rows.flatMap((row) => told(row) ?? []);
}

function teller(left: readonly LogEvent[], right: readonly LogEvent[], bank: Baseline['bank']) {
  const [ours, theirs] = [left, right].map(
    (events) => new Map(events.map((event) => [event.index, event])),
  );
  const tell = (event: LogEvent | undefined): ToldMeasurement | null =>
    event === undefined
      ? null
      : {
          event: event.index,
          what: whatOf(event),
          digest: toHex(event.digests[bank] ?? new Uint8Array()),
        };
  return (row: AlignedRow): BootDifference | null => {
    // An event that moved has a row in each log; the left one tells of both.
    if (row.kind === 'same' || (row.kind === 'moved' && row.left === null)) return null;
    const before = row.left === null ? undefined : ours?.get(row.left);
    const rightIndex = row.kind === 'moved' ? row.counterpart : row.right;
    const after = rightIndex === null ? undefined : theirs?.get(rightIndex);
    const event = after ?? before;
    if (event === undefined) throw new RangeError('a row names no event of either log');
    return {
      kind: row.kind,
      pcr: event.pcr,
      subject: subjectOf(event),
      left: tell(before),
      right: tell(after),
    };
  };
}
