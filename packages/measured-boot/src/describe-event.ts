import type { LogEvent } from './event-log.ts';

/** A value of an event for people and JSON. */
export type Detail =
  | string
  | number
  | boolean
  | null
  | readonly Detail[]
  | { readonly [name: string]: Detail };

export interface EventDescription {
  /** One line. */
  readonly description: string;
  /** Decoded data; null if it cannot be decoded. */
  readonly details: Detail;
}

export function describeEvent(event: LogEvent, _pointerSize?: 4 | 8): EventDescription {
  return { description: event.typeName, details: null };
}
