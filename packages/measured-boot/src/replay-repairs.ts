import { utf8 } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import type { UnprovenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeEventLog } from './write-event-log.ts';

/** What to try when a log with a quirk does not replay to what its TPM quoted. */
export interface ReplayRepair {
  /** Id of the row of `eventLogQuirks` that calls for it. */
  readonly quirk: string;
  readonly apply: (log: UnprovenEventLog, bank: HashName) => UnprovenEventLog;
}

const exitBootServices = [
  'Exit Boot Services Invocation',
  'Exit Boot Services Returned with Success',
];

/**
 * Repairs add measurements of fixed content to PCRs that no fact and no baseline is read from; the
 * quote still decides whether they happened.
 */
export const replayRepairs: readonly ReplayRepair[] = [
  {
    quirk: 'exit-boot-services-missing',
    apply: (log, bank) => ({
      ...log,
      events: [...log.events, ...measuredActions(exitBootServices, bank)],
    }),
  },
];

function measuredActions(texts: readonly string[], bank: HashName): UnprovenEventLog['events'] {
  const events = texts.map((text) => ({
    pcr: 5,
    type: eventType.EV_EFI_ACTION,
    data: utf8(text),
  }));
  return parseEventLog(encodeEventLog({ banks: [bank], events })).events.slice(1);
}
