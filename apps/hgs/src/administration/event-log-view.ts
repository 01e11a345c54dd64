import { toHex } from '@gatehouse/bytes';
import type { EventLogView } from '@gatehouse/contracts';
import {
  describeEvent,
  digestMatches,
  parseEventLog,
  replayEventLog,
} from '@gatehouse/measured-boot';

/** A stored log for people: unproven, except where `digestMatches` says that data and digest agree. */
export function eventLogView(content: Uint8Array): EventLogView {
  const log = parseEventLog(content);
  const bank = log.banks.includes('sha256') ? 'sha256' : (log.banks[0] ?? 'sha1');
  const pcrs = [...replayEventLog(log)].map(([name, values]) => [
    name,
    Object.fromEntries([...values].map(([pcr, value]) => [String(pcr), toHex(value)])),
  ]);
  return {
    format: log.format,
    banks: [...log.banks],
    eventCount: log.events.length,
    pcrs: Object.fromEntries(pcrs),
    quirks: [...log.quirks],
    events: log.events.map((event) => ({
      index: event.index,
      pcr: event.pcr,
      type: event.type,
      typeName: event.typeName,
      digests: Object.fromEntries(
        Object.entries(event.digests).map(([name, digest]) => [name, toHex(digest)]),
      ),
      digestMatches: digestMatches(event, bank),
      description: describeEvent(event, log.pointerSize).description,
      size: event.data.length,
    })),
  };
}
