import type { LogEvent } from './event-log.ts';
import { eventType } from './event-types.ts';
import { startsWith } from './starts-with.ts';

const signature = 'StartupLocality\0';

/**
 * Locality that PCR 0 starts from: TCG_EfiStartupLocalityEvent (EV_NO_ACTION), or 4 if the first
 * event of PCR 0 is an H-CRTM event. Null if the log says neither; then PCR 0 starts from zero.
 */
export function startupLocalityOf(events: readonly LogEvent[]): number | null {
  let measured = false;
  for (const event of events) {
    if (event.pcr !== 0) continue;
    if (event.type === eventType.EV_NO_ACTION) {
      const locality = localityIn(event.data);
      if (locality !== null) return locality;
    } else if (!measured) {
      if (event.type === eventType.EV_EFI_HCRTM_EVENT) return 4;
      measured = true;
    }
  }
  return null;
}

function localityIn(data: Uint8Array): number | null {
  if (data.length !== signature.length + 1 || !startsWith(data, signature)) return null;
  return data[signature.length] ?? null;
}
