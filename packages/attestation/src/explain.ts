import { type BootCause, bootCauses, type Explanation } from '@gatehouse/contracts';
import type { BaselineDifference } from '@gatehouse/measured-boot';

/** What was found of a cause, beyond its name. */
export interface Found
  extends Partial<Pick<Explanation, 'event' | 'pcr' | 'measured' | 'trusted' | 'further'>> {
  /** What `{detail}` of the sentence is filled with. */
  readonly detail?: string;
}

/** A cause with its words filled in. Built only for what failed. */
export function explain(cause: BootCause, found: Found = {}): Explanation {
  const { sentence, meaning, remedy, who } = bootCauses[cause];
  const { event = null, pcr = null, measured = null, trusted = null, further = [] } = found;
  return {
    cause,
    sentence: filled(sentence, { ...found, event, pcr, measured, trusted }),
    meaning,
    remedy,
    who,
    event,
    pcr,
    measured,
    trusted,
    further,
  };
}

type Values = Found & Pick<Explanation, 'event' | 'pcr' | 'measured' | 'trusted'>;

function filled(sentence: string, { event, pcr, measured, trusted, detail }: Values): string {
  const isSame = measured !== null && measured.what === trusted?.what;
  const values: Readonly<Record<string, string>> = {
    event: event === null ? '?' : `${event}`,
    pcr: pcr === null ? '?' : `${pcr}`,
    measured: quoted(measured?.what),
    trusted: isSame ? 'other content of it' : quoted(trusted?.what),
    baseline: trusted?.by ?? '?',
    detail: detail?.replace(/\.$/, '') ?? '?',
  };
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

const quoted = (what: string | undefined): string =>
  what === undefined ? 'nothing' : what.includes('“') ? what : `“${what}”`;

/** The difference of a boot to a baseline. */
export const explainDifference = (
  difference: BaselineDifference,
  baseline: string,
  further: readonly BaselineDifference[] = [],
): Explanation =>
  explain(difference.cause, {
    event: difference.event,
    pcr: difference.pcr,
    measured: difference.actual,
    trusted: difference.expected && { ...difference.expected, by: baseline },
    ...(difference.cause === 'other-bank' && {
      detail: `${difference.actual?.what} instead of ${difference.expected?.what}`,
    }),
    further: further.map((each) => briefOf(explainDifference(each, baseline))),
  });

export const briefOf = ({
  cause,
  sentence,
  event,
  pcr,
}: Explanation): Explanation['further'][number] => ({
  cause,
  sentence,
  event,
  pcr,
});
