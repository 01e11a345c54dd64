import { equalBytes, MalformedError } from '@gatehouse/bytes';
import type { BootEvidence, Shown } from './boot-evidence.ts';

/** A conclusion and the events that show it. */
export interface Fact<T> {
  readonly value: T;
  readonly events: readonly number[];
}

/** Reads the values of Windows elements; what cannot be read or contradicts itself is a conflict. */
export class ElementValues {
  readonly #evidence: BootEvidence;
  /** Indexes of events with an element that cannot be read, or that another contradicts. */
  readonly conflicts: number[] = [];

  constructor(evidence: BootEvidence) {
    this.#evidence = evidence;
  }

  all<T>(name: string, decode: (data: Uint8Array) => T): readonly Shown<T>[] {
    const values: Shown<T>[] = [];
    for (const { value, event } of this.#evidence.windows.get(name) ?? [])
      try {
        values.push({ value: decode(value), event });
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        this.conflicts.push(event);
      }
    return values;
  }

  /** Yes if all occurrences are: what must hold, must hold at every stage. */
  everyYes(name: string, isYes: (data: Uint8Array) => boolean = isNotZero): Fact<boolean | null> {
    const { yes, no, events } = this.#count(name, isYes);
    return { value: yes + no === 0 ? null : no === 0, events };
  }

  /** Yes if one occurrence is: what weakens a boot weakens it at any stage. */
  someYes(name: string): Fact<boolean | null> {
    const { yes, no, events } = this.#count(name, isNotZero);
    return { value: yes + no === 0 ? null : yes > 0, events };
  }

  /** How many occurrences are yes and no, and of which events; what is no number is a conflict. */
  #count(name: string, isYes: (data: Uint8Array) => boolean) {
    let yes = 0;
    let no = 0;
    const events: number[] = [];
    for (const { value, event } of this.#evidence.windows.get(name) ?? []) {
      if (!isNumber(value)) {
        this.conflicts.push(event);
        continue;
      }
      if (isYes(value)) yes++;
      else no++;
      if (events[events.length - 1] !== event) events.push(event);
    }
    return { yes, no, events };
  }

  /** The value that all occurrences agree on; null if there is none or they do not agree. */
  agreed<T>(name: string, decode: (data: Uint8Array) => T): Fact<T | null> {
    const values = this.all(name, decode);
    const raw = this.#evidence.windows.get(name) ?? [];
    const agree = raw.every(({ value }) => equalBytes(value, raw[0]?.value ?? value));
    if (!agree) this.conflicts.push(...eventsOf(raw));
    return { value: agree ? (values[0]?.value ?? null) : null, events: eventsOf(values) };
  }
}

const isNumber = (data: Uint8Array): boolean => data.length > 0 && data.length <= 8;

function isNotZero(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return true;
  return false;
}

/** Every event once; values are in the order of their events. */
export function eventsOf(values: readonly Shown<unknown>[]): readonly number[] {
  const events: number[] = [];
  for (const { event } of values) if (events[events.length - 1] !== event) events.push(event);
  return events;
}

/** A little-endian number of 1 to 8 bytes. */
export function numberOf(data: Uint8Array): bigint {
  if (!isNumber(data))
    throw new MalformedError('WBCL number', 0, `${data.length} bytes are no number`);
  const low = BigInt(sumOf(data, 0, Math.min(data.length, 4)));
  return data.length <= 4 ? low : low | (BigInt(sumOf(data, 4, data.length)) << 32n);
}

function sumOf(data: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = to - 1; i >= from; i--) sum = sum * 256 + (data[i] ?? 0);
  return sum;
}
