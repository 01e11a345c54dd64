import { z } from 'zod';
import { bootCauseCodes, responsibles } from './boot-causes.ts';
import { hex } from './common.ts';

export const bootCause = z.enum(bootCauseCodes);

const place = {
  /** Position of the event in the log, from 0; null where no event shows it. */
  event: z.number().int().nullable(),
  pcr: z.number().int().nullable(),
};

/** Something measured, or expected to be: in words, and its digest where one is known. */
const measurement = z.object({ what: z.string(), digest: hex.nullable() });
export type Measurement = z.infer<typeof measurement>;

/**
 * Why a check failed, for people and programs alike: the same in the console, the API, the step of
 * a job and the text that is copied.
 */
export const explanation = z.object({
  cause: bootCause,
  /** What happened. */
  sentence: z.string(),
  meaning: z.string(),
  /** What to do. */
  remedy: z.string(),
  /** Who can. */
  who: z.enum(responsibles),
  ...place,
  /** What the host measured there. */
  measured: measurement.nullable(),
  /** What should be in its place, and the baseline or policy that says so. */
  trusted: measurement.extend({ by: z.string().nullable() }).nullable(),
  /** What else the same check found. */
  further: z.array(z.object({ cause: bootCause, sentence: z.string(), ...place })),
});
export type Explanation = z.infer<typeof explanation>;

/** The place of the evidence, e.g. `event 12, PCR 7`. */
export const placeText = ({ event, pcr }: Pick<Explanation, 'event' | 'pcr'>): string | null => {
  const parts = [event === null ? [] : `event ${event}`, pcr === null ? [] : `PCR ${pcr}`].flat();
  return parts.length === 0 ? null : parts.join(', ');
};

/** The explanation as lines of plain text. */
export const explanationLines = (told: Explanation): readonly string[] => [
  `What happened: ${told.sentence}`,
  ...line('Measured', measurementText(told.measured)),
  ...line('Expected', measurementText(told.trusted, told.trusted?.by ?? null)),
  ...line('Evidence', placeText(told)),
  `What it means: ${told.meaning}`,
  `What to do: ${told.remedy}`,
  `Who: ${told.who}`,
  `Cause: ${told.cause}`,
  ...told.further.map(({ sentence, ...at }) => `Also: ${sentence}${inBrackets(placeText(at))}`),
];

export const measurementText = (
  measured: Measurement | null,
  by: string | null = null,
): string | null =>
  measured === null
    ? null
    : `${measured.what}${by === null ? '' : ` (${by})`}${measured.digest === null ? '' : `, digest ${measured.digest}`}`;

const line = (name: string, text: string | null): readonly string[] =>
  text === null ? [] : [`${name}: ${text}`];
const inBrackets = (text: string | null): string => (text === null ? '' : ` (${text})`);
