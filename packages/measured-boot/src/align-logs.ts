import { equalBytes, MalformedError, toHex } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { commonSubsequence } from './common-subsequence.ts';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';
import { isMeasured } from './replay.ts';
import { readUefiVariable } from './uefi-variable.ts';

/** A line of two logs beside each other; `left` and `right` are indexes of events. */
export type AlignedRow =
  | {
      readonly kind: 'same';
      readonly left: number;
      readonly right: number;
      /** Under the same digest: text that no digest covers, or data that were changed in the log. */
      readonly dataDiffer: boolean;
    }
  | { readonly kind: 'changed'; readonly left: number; readonly right: number }
  | { readonly kind: 'removed'; readonly left: number; readonly right: null }
  | { readonly kind: 'added'; readonly left: null; readonly right: number }
  /** Measured in both, in another order; `counterpart` is its index in the other log. */
  | {
      readonly kind: 'moved';
      readonly left: number;
      readonly right: null;
      readonly counterpart: number;
    }
  | {
      readonly kind: 'moved';
      readonly left: null;
      readonly right: number;
      readonly counterpart: number;
    };

export interface LogAlignment {
  readonly rows: readonly AlignedRow[];
  /** Rows by kind; an event that moved counts once. */
  readonly counts: Readonly<Record<AlignedRow['kind'], number>>;
  /** PCRs, ascending, in which the logs do not measure the same in the same order. */
  readonly pcrs: readonly number[];
  /** Whether fewer differences cannot explain it; false where PCRs are too different to search. */
  readonly isShortest: boolean;
}

/**
 * The events of two logs beside each other: aligned PCR by PCR by the digests of `bank`, as a PCR
 * keeps an order and different PCRs keep none between them. Rows are in the order of the left log,
 * those of the right alone as near as possible to the order of the right; in each PCR both are kept.
 *
 * Events that are in no PCR or have no digest in the bank are aligned by type and data. Bounded by
 * `eventLogLimits`: `commonSubsequence` says how. Proves nothing: both logs are as claimed.
 */
export function alignLogs(
  left: UnprovenEventLog<LogEvent>,
  right: UnprovenEventLog<LogEvent>,
  bank: HashName,
): LogAlignment {
  const ours = byPcr(left.events, bank);
  const theirs = byPcr(right.events, bank);
  const aligned = new Map(
    [...new Set([...ours.keys(), ...theirs.keys()])].map((pcr) => [
      pcr,
      alignPcr(ours.get(pcr) ?? [], theirs.get(pcr) ?? []),
    ]),
  );
  const rows = merge(left.events, right.events, aligned);
  return {
    rows,
    counts: countsOf(rows),
    pcrs: [...aligned]
      .filter(([, { rows }]) => rows.some(({ kind }) => kind !== 'same'))
      .map(([pcr]) => pcr)
      .sort((a, b) => a - b),
    isShortest: [...aligned.values()].every(({ isShortest }) => isShortest),
  };
}

/** The bank that two logs are compared in: SHA-256, else the strongest that both have; or null. */
export const commonBankOf = (
  left: UnprovenEventLog<LogEvent>,
  right: UnprovenEventLog<LogEvent>,
): HashName | null =>
  preferred.find((bank) => left.banks.includes(bank) && right.banks.includes(bank)) ?? null;

const preferred: readonly HashName[] = ['sha256', 'sha512', 'sha384', 'sha1'];

interface Keyed {
  readonly event: LogEvent;
  readonly key: string;
}

function byPcr(events: readonly LogEvent[], bank: HashName): ReadonlyMap<number, readonly Keyed[]> {
  const pcrs = new Map<number, Keyed[]>();
  for (const event of events) {
    const keyed = { event, key: keyOf(event, bank) };
    const pcr = pcrs.get(event.pcr);
    if (pcr === undefined) pcrs.set(event.pcr, [keyed]);
    else pcr.push(keyed);
  }
  return pcrs;
}

function keyOf(event: LogEvent, bank: HashName): string {
  const digest = isMeasured(event) ? event.digests[bank] : undefined;
  return digest === undefined
    ? `${event.type} ${toHex(hash('sha256', event.data))}`
    : toHex(digest);
}

interface AlignedPcr {
  readonly rows: readonly AlignedRow[];
  readonly isShortest: boolean;
}

function alignPcr(left: readonly Keyed[], right: readonly Keyed[]): AlignedPcr {
  const same = commonSubsequence(
    left.map(({ key }) => key),
    right.map(({ key }) => key),
  );
  const moves = movesOf(left, right, same.pairs);
  const rows: AlignedRow[] = [];
  let isShortest = same.isLongest;
  let i = 0;
  let j = 0;
  for (const [nextI, nextJ] of [...same.pairs, [left.length, right.length] as const]) {
    isShortest = alignGap(left.slice(i, nextI), right.slice(j, nextJ), moves, rows) && isShortest;
    const [ours, theirs] = [left[nextI]?.event, right[nextJ]?.event];
    if (ours !== undefined && theirs !== undefined)
      rows.push({
        kind: 'same',
        left: ours.index,
        right: theirs.index,
        dataDiffer: !equalBytes(ours.data, theirs.data),
      });
    i = nextI + 1;
    j = nextJ + 1;
  }
  return { rows, isShortest };
}

interface Moves {
  /** Index of the event in one log → index in the other. */
  readonly toRight: ReadonlyMap<number, number>;
  readonly toLeft: ReadonlyMap<number, number>;
}

/** Pairs, in order, what is left over in both with the same digest. */
function movesOf(
  left: readonly Keyed[],
  right: readonly Keyed[],
  pairs: readonly (readonly [number, number])[],
): Moves {
  const keptLeft = new Set(pairs.map(([i]) => i));
  const keptRight = new Set(pairs.map(([, j]) => j));
  const waiting = new Map<string, number[]>();
  for (const [i, { key, event }] of left.entries()) {
    if (keptLeft.has(i)) continue;
    const same = waiting.get(key);
    if (same === undefined) waiting.set(key, [event.index]);
    else same.push(event.index);
  }
  const toRight = new Map<number, number>();
  const toLeft = new Map<number, number>();
  for (const [j, { key, event }] of right.entries()) {
    const from = keptRight.has(j) ? undefined : waiting.get(key)?.shift();
    if (from === undefined) continue;
    toRight.set(from, event.index);
    toLeft.set(event.index, from);
  }
  return { toRight, toLeft };
}

/** Pairs what measures the same thing between two events that are the same: it changed. */
function alignGap(
  left: readonly Keyed[],
  right: readonly Keyed[],
  { toRight, toLeft }: Moves,
  rows: AlignedRow[],
): boolean {
  const ours = left.map(({ event }) => event);
  const theirs = right.map(({ event }) => event);
  const changed = commonSubsequence<LogEvent | string>(
    ours.map((event) => (toRight.has(event.index) ? event : identityOf(event))),
    theirs.map((event) => (toLeft.has(event.index) ? event : identityOf(event))),
  );
  let i = 0;
  let j = 0;
  for (const [nextI, nextJ] of [...changed.pairs, [ours.length, theirs.length] as const]) {
    for (const { index } of ours.slice(i, nextI)) {
      const counterpart = toRight.get(index);
      rows.push(
        counterpart === undefined
          ? { kind: 'removed', left: index, right: null }
          : { kind: 'moved', left: index, right: null, counterpart },
      );
    }
    for (const { index } of theirs.slice(j, nextJ)) {
      const counterpart = toLeft.get(index);
      rows.push(
        counterpart === undefined
          ? { kind: 'added', left: null, right: index }
          : { kind: 'moved', left: null, right: index, counterpart },
      );
    }
    const [before, after] = [ours[nextI], theirs[nextJ]];
    if (before !== undefined && after !== undefined)
      rows.push({ kind: 'changed', left: before.index, right: after.index });
    i = nextI + 1;
    j = nextJ + 1;
  }
  return changed.isLongest;
}

const variables: ReadonlySet<number> = new Set([
  eventType.EV_EFI_VARIABLE_DRIVER_CONFIG,
  eventType.EV_EFI_VARIABLE_BOOT,
  eventType.EV_EFI_VARIABLE_BOOT2,
  eventType.EV_EFI_VARIABLE_AUTHORITY,
]);

/** What an event claims to measure: its type, and the variable if it is one. */
function identityOf({ type, data }: LogEvent): string {
  if (!variables.has(type)) return String(type);
  try {
    const { vendor, name } = readUefiVariable(data);
    return `${type} ${vendor} ${name}`;
  } catch (error) {
    if (error instanceof MalformedError) return String(type);
    throw error;
  }
}

/** The rows of all PCRs in one order. */
function merge(
  left: readonly LogEvent[],
  right: readonly LogEvent[],
  aligned: ReadonlyMap<number, AlignedPcr>,
): readonly AlignedRow[] {
  const queues = new Map([...aligned].map(([pcr, { rows }]) => [pcr, rows.values()]));
  const heads = new Map([...queues].map(([pcr, queue]) => [pcr, queue.next().value]));
  const seen = new Set<number>();
  const merged: AlignedRow[] = [];
  const tell = (pcr: number): number | null => {
    const row = heads.get(pcr);
    if (row === undefined) throw new RangeError(`no row of PCR ${pcr} is left`);
    merged.push(row);
    heads.set(pcr, queues.get(pcr)?.next().value);
    if (row.right !== null) seen.add(row.right);
    return row.left;
  };
  let next = 0;
  const tellRightAlone = (): void => {
    for (let event = right[next]; event !== undefined; event = right[++next]) {
      if (seen.has(event.index)) continue;
      const head = heads.get(event.pcr);
      if (head?.right !== event.index || head.left !== null) return;
      tell(event.pcr);
    }
  };
  for (const { pcr, index } of left) {
    tellRightAlone();
    for (let told = tell(pcr); told !== index; told = tell(pcr));
  }
  tellRightAlone();
  return merged;
}

function countsOf(rows: readonly AlignedRow[]): LogAlignment['counts'] {
  const counts = { same: 0, changed: 0, added: 0, removed: 0, moved: 0 };
  for (const row of rows) if (row.kind !== 'moved' || row.right === null) counts[row.kind]++;
  return counts;
}
