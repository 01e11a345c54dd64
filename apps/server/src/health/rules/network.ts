import type { NodeRule } from '../fold-input.ts';

/** Whether WS-Management answers: SCVMM's connection and credentials in one. */
export const winrmRule: NodeRule = {
  tier: 'reachability',
  judge: ({ readings: { reachability } }) => {
    const expected = 'WS-Management answers';
    if (reachability === null) return { checkedAt: null, causeCode: 'never-checked', expected };
    const { at, failure, milliseconds } = reachability;
    return failure === null
      ? {
          checkedAt: at,
          causeCode: null,
          expected,
          actual: milliseconds === null ? 'answers' : `answers in ${Math.round(milliseconds)} ms`,
        }
      : {
          checkedAt: at,
          causeCode: failure.causeCode,
          expected,
          actual: failure.detail,
          detail: failure.detail,
        };
  },
};
