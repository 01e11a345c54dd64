import type { CauseCode } from '@gatehouse/contracts';
import { causes, sentenceOf } from '../../health/causes.ts';
import { StepError } from '../step.ts';

/** The failure of a step from the row of its cause. */
export const causeError = (
  code: CauseCode,
  values: Readonly<Record<string, string | null>>,
): StepError => {
  const { cause, remedy } = causes[code];
  return new StepError(code, sentenceOf(cause, values), sentenceOf(remedy, values));
};

export const networkError = (
  failure: { readonly causeCode: CauseCode; readonly detail: string },
  host: string,
): StepError => causeError(failure.causeCode, { host, detail: failure.detail });
