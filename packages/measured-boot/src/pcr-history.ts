import { digestSize, type HashName, hashInto } from '@gatehouse/bytes/crypto';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { isMeasured, startOf } from './replay.ts';

/** An event and the value of its PCR before and after it. */
export interface PcrStep {
  readonly event: LogEvent;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * How a PCR comes to its value in `bank`: the events that extend it, in order. As the log claims: that
 * a TPM held the last value is proven by a quote alone, and of the values before by none.
 */
export function pcrHistory(
  log: Pick<UnprovenEventLog, 'events' | 'startupLocality'>,
  bank: HashName,
  pcr: number,
): readonly PcrStep[] {
  const size = digestSize[bank];
  let before = startOf(bank, pcr, log.startupLocality);
  const steps: PcrStep[] = [];
  for (const event of log.events) {
    const digest = event.pcr === pcr && isMeasured(event) ? event.digests[bank] : undefined;
    if (digest === undefined) continue;
    const pair = new Uint8Array(2 * size);
    pair.set(before);
    pair.set(digest, size);
    const after = new Uint8Array(size);
    hashInto(bank, pair, after);
    steps.push({ event, before, after });
    before = after;
  }
  return steps;
}
