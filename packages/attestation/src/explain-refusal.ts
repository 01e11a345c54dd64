import type { Explanation } from '@gatehouse/contracts';
import type { Check, Substatus } from './check.ts';
import { briefOf, explain } from './explain.ts';

/**
 * Which failure to name first when several checks of one stage failed: Secure Boot explains differing
 * settings, and a debugger whatever it was used for. The others follow in the order of the checks.
 */
const mostTelling: readonly Substatus[] = ['SecureBoot', 'DebugMode', 'CodeIntegrityPolicy'];

/**
 * Why a host is refused: the most telling failure of the stage that decided, and every other failure
 * of the attestation as its `further`. A host that failed no check had no identity key to certify.
 */
export function explainRefusal(deciding: readonly Check[], checks: readonly Check[]): Explanation {
  const ofStage = explanationsOf(deciding);
  const main =
    mostTelling.map((name) => ofStage.find(({ substatus }) => substatus === name)).find(isGiven) ??
    ofStage[0];
  if (main === undefined) return explain('identity-key-missing');
  const others = explanationsOf(checks).filter(({ told }) => told !== main.told);
  const further = [
    ...main.told.further,
    ...others.flatMap(({ told }) => [briefOf(told), ...told.further]),
  ];
  return {
    ...main.told,
    further: further.filter((brief, i) => isNew(brief, main.told, further.slice(0, i))),
  };
}

const explanationsOf = (checks: readonly Check[]) =>
  checks.flatMap(({ explanation, substatus }) =>
    explanation === null ? [] : [{ told: explanation, substatus }],
  );

type Brief = Explanation['further'][number];

/** One thing is told once, whichever checks it fails. */
const isNew = (brief: Brief, main: Explanation, before: readonly Brief[]): boolean =>
  ![main, ...before].some((each) => each.cause === brief.cause && each.pcr === brief.pcr);

const isGiven = <T>(value: T | undefined): value is T => value !== undefined;
