import type { GroupOutcome, Outcomes } from './run-steps.ts';
import type { Step, StepGroup } from './step.ts';
import type { Outcome } from './tool.ts';
import { type TpmKind, tpmKinds } from './tpms.ts';

/** One step on one TPM. */
export interface Verdict {
  readonly group: string;
  readonly step: Step;
  readonly kind: TpmKind;
  readonly passed: boolean;
  /** As the table shows it, e.g. `ok`, `0x98e` or `ok, but other output than swtpm`. */
  readonly text: string;
}

const wanted = ([, , expected]: Step): string => {
  const refused = expected?.refused;
  if (refused === undefined) return 'ok';
  return typeof refused === 'number' ? `0x${refused.toString(16)}` : 'refused by the tool';
};

const shapeOf = (output: string): string => output.replace(/[0-9a-f]{16,}/gi, '<hex>');
const comparable = { exact: (output: string) => output, shape: shapeOf, own: () => '' } as const;

const kinds = Object.keys(tpmKinds) as TpmKind[];
const nothing: Outcome = { result: 'not run', output: '' };

/** What is wrong with what a tool said. */
function flawsOf(
  [, , expected = {}]: Step,
  { output }: Outcome,
  model: Outcome,
): readonly string[] {
  const compare = comparable[expected.output ?? 'shape'];
  const flaws = [];
  if (expected.shows?.test(output) === false) flaws.push('not what it must show');
  if (compare(model.output) !== compare(output)) flaws.push('other output than swtpm');
  return flaws;
}

/** What every step came to, in the order of the table. */
export function judge(groups: readonly StepGroup[], outcomes: Outcomes): readonly Verdict[] {
  return groups.flatMap(({ name: group, steps }) => {
    const byKind = outcomes.get(group) ?? new Map<TpmKind, GroupOutcome>();
    return steps.flatMap((step) =>
      kinds
        .filter((kind) => byKind.has(kind))
        .map((kind): Verdict => {
          const outcome = byKind.get(kind)?.get(step[0]) ?? nothing;
          const { result } = outcome;
          if (result !== wanted(step)) return { group, step, kind, passed: false, text: result };
          const flaws = flawsOf(step, outcome, byKind.get('swtpm')?.get(step[0]) ?? outcome);
          const text = [result, ...flaws].join(', but ');
          return { group, step, kind, passed: flaws.length === 0, text };
        }),
    );
  });
}

/** Name of a step among all. */
export const fullName = ({ group, step: [name] }: Verdict): string => `${group}/${name}`;

export const kindsIn = (verdicts: readonly Verdict[]): readonly TpmKind[] =>
  kinds.filter((kind) => verdicts.some((v) => v.kind === kind));
