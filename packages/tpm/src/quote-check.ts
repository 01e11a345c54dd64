/** One thing that a verifier looked at. `source` is where the rule is written. */
export interface QuoteCheck {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly source: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Why it failed or was skipped. */
  readonly reason: string | null;
}

/** A rule of a verifier before it is looked at. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly source: string;
}

/** A check that passed if `expected` and `actual` read the same. */
export const compare = (
  rule: Rule,
  expected: string,
  actual: string,
  reason: string,
): QuoteCheck => {
  const passed = expected === actual;
  return {
    id: rule.id,
    title: rule.title,
    source: rule.source,
    outcome: passed ? 'passed' : 'failed',
    expected,
    actual,
    reason: passed ? null : reason,
  };
};
