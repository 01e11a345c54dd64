import type { Challenge, Evidence } from './evidence.ts';
import type { Trust } from './trust.ts';
import type { Verdict } from './verdict.ts';

/**
 * Judges evidence against what is trusted: every check in protocol order (MS-HGSA §3.1.5.1.1.3), all
 * failures, never only the first. Pure: the same arguments give the same verdict.
 */
export function appraise(
  _evidence: Evidence,
  _challenge: Challenge | null,
  _trust: Trust,
): Verdict {
  throw new Error('not written yet');
}
