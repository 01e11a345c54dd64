import type { BootCause } from '@gatehouse/contracts';
import type { QuoteCheck } from '@gatehouse/tpm';
import { type Check, failed, passed, skipped } from './check.ts';

/** Checks of the attestation key are of its attributes; the others are of the quote. */
const causeOf = ({ id }: QuoteCheck): BootCause =>
  id.startsWith('ak-') ? 'attestation-key-unsuitable' : 'quote-refused';

/** Field by field: at each verdict, spreads would cost as much as the signature. */
export function toCheck(check: QuoteCheck): Check {
  const { id, title, source, outcome, expected, actual, reason } = check;
  const rule = { id, title, source, cause: causeOf(check), substatus: null };
  if (outcome === 'passed') return passed(rule, check);
  if (outcome === 'skipped') return skipped(rule, reason ?? title, check);
  return failed(rule, reason ?? title, { expected, actual });
}
