import type { Markup, XmlElement } from '@gatehouse/xml';

export interface CallLimits {
  /** For the whole call, from asking to the last byte of the last answer. */
  readonly timeoutMilliseconds: number;
  /** For each answer of a command: a host that is only busy says so by then. As long as the call unless given. */
  readonly answerMilliseconds?: number;
  readonly signal?: AbortSignal;
}

/** What differs between one message and another. */
export interface Question {
  readonly action: string;
  readonly resourceUri: string;
  readonly selectors?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  /** Whether asking twice does no harm. */
  readonly repeatable: boolean;
  /** Asked also when the time of the call is over, with a time of its own. */
  readonly tidying?: boolean;
}

export interface Answer {
  /** The first element of the body; null for an empty one. */
  readonly content: XmlElement | null;
  readonly envelopeBody: XmlElement;
}

export type Ask = (
  question: Question,
  limits: CallLimits,
  ...body: readonly Markup[]
) => Promise<Answer>;
