import { type HashName, hashIs } from '@gatehouse/bytes/crypto';
import type { LogEvent } from './event-log.ts';
import { digestRule, eventType } from './event-types.ts';

/** What PCRs 0–7 are extended with when firmware reports an error instead of a separator. */
const errorSeparator = Uint8Array.of(1, 0, 0, 0);

/**
 * Whether the digest of `bank` is that of the data. Null where it is of something else: a PE image,
 * firmware, nothing at all (EV_NO_ACTION), or an error separator, or where the bank has no digest.
 */
export function digestMatches(event: LogEvent, bank: HashName): boolean | null {
  const rule = digestRule.get(event.type) ?? 'either';
  if (rule === 'other' || event.digests[bank] === undefined) return null;
  if (digestIsOf(event, bank, event.data)) return true;
  const isError = event.type === eventType.EV_SEPARATOR && digestIsOf(event, bank, errorSeparator);
  return rule === 'either' || isError ? null : false;
}

function digestIsOf(event: LogEvent, bank: HashName, data: Uint8Array): boolean {
  const digest = event.digests[bank];
  return digest !== undefined && hashIs(bank, data, digest);
}
