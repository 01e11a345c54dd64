import { digestSize, type HashName, hashInto } from '@gatehouse/bytes/crypto';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';

/** PCR values by PCR number. */
export type PcrValues = ReadonlyMap<number, Uint8Array>;

const pcrs = 24;
/** PCRs of the dynamic root of trust start with all bits set (PC Client TPM Profile §4.6). */
const startsWithOnes = (pcr: number): boolean => pcr >= 17 && pcr <= 22;

/** Whether an event extends its PCR: EV_NO_ACTION never does. */
export const isMeasured = (event: LogEvent): boolean =>
  event.type !== eventType.EV_NO_ACTION && event.pcr < pcrs;

/** Value of a PCR before its first event. */
export const startOf = (bank: HashName, pcr: number, startupLocality: number | null): Uint8Array =>
  startedIn(new Uint8Array(digestSize[bank]), bank, pcr, startupLocality);

function startedIn(
  target: Uint8Array,
  bank: HashName,
  pcr: number,
  startupLocality: number | null,
): Uint8Array {
  const size = digestSize[bank];
  if (startsWithOnes(pcr)) target.fill(0xff, 0, size);
  if (pcr === 0) target[size - 1] = startupLocality ?? 0;
  return target;
}

type Replayed = Pick<UnprovenEventLog, 'events' | 'startupLocality'>;

/** Extends PCR = H(PCR ‖ digest) in order. By PCR, what its last extend left: its value, then a digest. */
function replayedPairs(log: Replayed, bank: HashName): readonly (Uint8Array | undefined)[] {
  const size = digestSize[bank];
  const pairs = new Array<Uint8Array | undefined>(pcrs);
  for (const event of log.events) {
    if (!isMeasured(event)) continue;
    const pair =
      pairs[event.pcr] ?? startedIn(new Uint8Array(2 * size), bank, event.pcr, log.startupLocality);
    if (!event.copyDigest(bank, pair, size)) continue;
    pairs[event.pcr] = pair;
    hashInto(bank, pair, pair);
  }
  return pairs;
}

/** Values of the PCRs that the events extend in `bank`. */
export function replayBank(log: Replayed, bank: HashName): PcrValues {
  const values = new Map<number, Uint8Array>();
  for (const [pcr, pair] of replayedPairs(log, bank).entries())
    if (pair !== undefined) values.set(pcr, pair.subarray(0, digestSize[bank]));
  return values;
}

/** Values of these PCRs one after another, of those too that nothing extends. */
export function replayedValues(
  log: Replayed,
  bank: HashName,
  selected: readonly number[],
): Uint8Array {
  const size = digestSize[bank];
  const pairs = replayedPairs(log, bank);
  const values = new Uint8Array(size * selected.length);
  for (const [i, pcr] of selected.entries()) {
    const value = pairs[pcr] ?? startOf(bank, pcr, log.startupLocality);
    for (let j = 0; j < size; j++) values[i * size + j] = value[j] ?? 0;
  }
  return values;
}

/** Replays every bank of a log; a bank has the PCRs that the log extends in it. */
export const replayEventLog = (log: UnprovenEventLog): ReadonlyMap<HashName, PcrValues> =>
  new Map(log.banks.map((bank) => [bank, replayBank(log, bank)]));
