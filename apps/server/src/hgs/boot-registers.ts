import { hgsRoutes } from '@gatehouse/contracts';

/** What a stored TCG log replays to, bank by bank: PCR number → value in hexadecimal. */
export interface BootRegisters {
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Events that were extended, by PCR; null if HGS did not tell all events. */
  readonly events: ReadonlyMap<number, number> | null;
}

/** `missing`: HGS does not have this log, or no longer. */
export type RegistersAnswer = BootRegisters | 'missing' | 'unavailable';

export type ReadBootRegisters = (eventLog: string) => Promise<RegistersAnswer>;

const timeout = 10_000;
/** Hosts that are alike have one log; a fleet has some hundreds. */
const mostKept = 256;
const route = hgsRoutes.getEventLog;

/**
 * Reads stored logs from hgs with the credential of a reader, which is all that the server has there.
 * A log is named by its digest and never changes, so what was read once is kept.
 */
export function createBootRegisters(hgs: {
  readonly url: string;
  readonly readerToken: string;
}): ReadBootRegisters {
  const kept = new Map<string, BootRegisters>();

  const read = async (eventLog: string): Promise<RegistersAnswer> => {
    const response = await fetch(`${hgs.url}${route.path.replace(':digest', eventLog)}`, {
      headers: { authorization: `Bearer ${hgs.readerToken}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    if (response.status === 404) return 'missing';
    if (!response.ok) return 'unavailable';
    const view = route.response.parse(await response.json());
    const events = new Map<number, number>();
    for (const { pcr, typeName } of view.events)
      if (typeName !== 'EV_NO_ACTION') events.set(pcr, (events.get(pcr) ?? 0) + 1);
    const registers = {
      values: view.pcrs,
      events: view.events.length === view.eventCount ? events : null,
    };
    kept.set(eventLog, registers);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return registers;
  };

  return async (eventLog) => {
    const known = kept.get(eventLog);
    return known ?? read(eventLog).catch(() => 'unavailable' as const);
  };
}
