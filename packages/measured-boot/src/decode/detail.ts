/** A value of an event for people and JSON. */
export type Detail =
  | string
  | number
  | boolean
  | null
  | readonly Detail[]
  | { readonly [name: string]: Detail };

/** What an event says, as far as its data can be read. */
export interface EventDescription {
  /** One line. */
  readonly description: string;
  /** Decoded data; null if there is nothing to decode or it cannot be read. */
  readonly details: Detail;
  /**
   * How far the data were read: into `values` (unless said otherwise), as `text`, as `bytes` that no
   * specification lays out, or `unreadable` though one does.
   */
  readonly readAs?: 'values' | 'text' | 'bytes' | 'unreadable';
}

export const hex32 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
export const hex64 = (value: bigint): string => `0x${value.toString(16)}`;

/** A number that JSON holds exactly, or its digits. */
export const numberDetail = (value: bigint): number | string =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();

/** `1 hash`, `3 hashes`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

const longest = 200;

/** Control characters as dots: a log must not steer the terminal of who reads it. */
export const withoutControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]+/gu, '·');

/** Text for one line, cut where it is too long to read. */
export function oneLine(text: string): string {
  const clean = withoutControls(text).trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest)}…`;
}
