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
export function startOf(bank: HashName, pcr: number, startupLocality: number | null): Uint8Array {
  const value = new Uint8Array(digestSize[bank]).fill(startsWithOnes(pcr) ? 0xff : 0);
  if (pcr === 0) value[value.length - 1] = startupLocality ?? 0;
  return value;
}

/** What an extend hashes: the value of the PCR, and room for the digest. */
function startedPair(bank: HashName, pcr: number, startupLocality: number | null): Uint8Array {
  const pair = new Uint8Array(2 * digestSize[bank]);
  pair.set(startOf(bank, pcr, startupLocality));
  return pair;
}

/** Values of the PCRs that the events extend in `bank`: PCR = H(PCR ‖ digest), in order. */
export function replayBank(
  log: Pick<UnprovenEventLog, 'events' | 'startupLocality'>,
  bank: HashName,
): PcrValues {
  const size = digestSize[bank];
  const pairs = new Array<Uint8Array | undefined>(pcrs);
  for (const event of log.events) {
    if (!isMeasured(event)) continue;
    const pair = pairs[event.pcr] ?? startedPair(bank, event.pcr, log.startupLocality);
    if (!event.copyDigest(bank, pair, size)) continue;
    pairs[event.pcr] = pair;
    hashInto(bank, pair, pair);
  }
  const values = new Map<number, Uint8Array>();
  for (let pcr = 0; pcr < pcrs; pcr++) {
    const pair = pairs[pcr];
    if (pair !== undefined) values.set(pcr, pair.subarray(0, size));
  }
  return values;
}

/** Replays every bank of a log; a bank has the PCRs that the log extends in it. */
export const replayEventLog = (log: UnprovenEventLog): ReadonlyMap<HashName, PcrValues> =>
  new Map(log.banks.map((bank) => [bank, replayBank(log, bank)]));
