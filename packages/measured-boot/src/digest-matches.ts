import { digestSize, type HashName, hashStandsAt } from '@gatehouse/bytes/crypto';
import type { LogEvent } from './event-log.ts';
import { meaningOf } from './event-meanings.ts';
import { digestRule, eventType } from './event-types.ts';
import { isMeasured } from './replay.ts';

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

/** Whether a digest could be held against the data of its event, and why not where it could not. */
export interface DigestCheck {
  readonly outcome: 'matches' | 'differs' | 'not-of-the-data' | 'none';
  readonly reason: string;
}

/** As {@link digestMatches}, for people: with the reason. */
export function digestCheck(event: LogEvent, bank: HashName): DigestCheck {
  if (!isMeasured(event))
    return { outcome: 'none', reason: 'The event is information and is measured into no PCR.' };
  if (event.digests[bank] === undefined)
    return { outcome: 'none', reason: `The event has no ${bank} digest.` };
  const matches = digestMatches(event, bank);
  if (matches === true)
    return { outcome: 'matches', reason: `The ${bank} digest is that of the data.` };
  if (matches === false)
    return {
      outcome: 'differs',
      reason: `The ${bank} digest is not that of the data, and for this type it should be: the data or the type were changed in the log, or the firmware departs from the specification. Do not believe the data.`,
    };
  return {
    outcome: 'not-of-the-data',
    reason:
      event.type === eventType.EV_SEPARATOR
        ? 'The digest is that of the error that firmware reports in place of a separator.'
        : `The digest is of something that is not in the log. ${meaningOf(event).measures}`,
  };
}

function digestIsOf(event: LogEvent, bank: HashName, data: Uint8Array): boolean {
  const digest = event.digests[bank];
  return digest?.length === digestSize[bank] && hashStandsAt(bank, data, digest, 0);
}
