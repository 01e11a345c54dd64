import { equalBytes, utf8 } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import type { LogEvent } from './event-log.ts';
import { isMeasured } from './replay.ts';

/** Contents of an EV_SEPARATOR; the last is the error that firmware reports (TCG PFP §2.3.4). */
const firmwareContents = [
  Uint8Array.of(0, 0, 0, 0),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(1, 0, 0, 0),
];
const windowsContents = [utf8('WBCL')];

/**
 * Whether an event separates what booted from what came after: told by its digest, never by its
 * type, which anybody may rewrite in a log without changing what it replays to.
 */
export function separatorsIn(bank: HashName): (event: LogEvent) => boolean {
  const firmware = firmwareContents.map((content) => hash(bank, content));
  const windows = windowsContents.map((content) => hash(bank, content));
  return (event) => {
    const digest = event.digests[bank];
    if (digest === undefined || !isMeasured(event)) return false;
    return (event.pcr <= 7 ? firmware : windows).some((known) => equalBytes(known, digest));
  };
}
