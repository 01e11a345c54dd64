import { utf8 } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';

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
      events: [...log.events, ...exitBootServices.map((text) => action(text, bank))],
    }),
  },
];

function action(text: string, bank: HashName): LogEvent {
  const data = utf8(text);
  return {
    index: -1,
    pcr: 5,
    type: eventType.EV_EFI_ACTION,
    typeName: 'EV_EFI_ACTION',
    digests: { [bank]: hash(bank, data) },
    data,
    offset: -1,
  };
}
