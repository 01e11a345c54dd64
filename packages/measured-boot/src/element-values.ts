import { equalBytes, MalformedError } from '@gatehouse/bytes';
import type { BootEvidence, Shown } from './boot-evidence.ts';
import type { MeasuredElement } from './measured-element.ts';

/** A conclusion and the events that show it. */
export interface Fact<T> {
  readonly value: T;
  readonly events: readonly number[];
}

/** Reads the values of Windows elements; what cannot be read or contradicts itself is a conflict. */
export class ElementValues {
  readonly #elements = new Map<string, MeasuredElement[]>();
  /** Indexes of events with an element that cannot be read, or that another contradicts. */
  readonly conflicts: number[] = [];

  constructor(evidence: BootEvidence) {
    for (const element of evidence.windows) {
      const others = this.#elements.get(element.name);
      if (others === undefined) this.#elements.set(element.name, [element]);
      else others.push(element);
    }
  }

  #named(name: string): readonly MeasuredElement[] {
    return this.#elements.get(name) ?? [];
  }

  all<T>(name: string, decode: (data: Uint8Array) => T): readonly Shown<T>[] {
    const values: Shown<T>[] = [];
    for (const element of this.#named(name)) {
      try {
        values.push({ value: decode(element.value), event: element.event });
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        this.conflicts.push(element.event);
      }
    }
    return values;
  }

  /** Yes if all occurrences are: what must hold, must hold at every stage. */
  everyYes(
    name: string,
    isYes: (element: MeasuredElement) => boolean = isNotZero,
  ): Fact<boolean | null> {
    const { yes, no, events } = this.#count(name, isYes);
    return { value: yes + no === 0 ? null : no === 0, events };
  }

  /** Yes if one occurrence is: what weakens a boot weakens it at any stage. */
  someYes(name: string): Fact<boolean | null> {
    const { yes, no, events } = this.#count(name, isNotZero);
    return { value: yes + no === 0 ? null : yes > 0, events };
  }

  /** How many occurrences are yes and no, and of which events; what is no number is a conflict. */
  #count(name: string, isYes: (element: MeasuredElement) => boolean) {
    let yes = 0;
    let no = 0;
    let events: number[] | undefined;
    for (const element of this.#named(name)) {
      if (!element.isNumber) {
        this.conflicts.push(element.event);
        continue;
      }
      if (isYes(element)) yes++;
      else no++;
      if (events === undefined) events = [element.event];
      else if (events.at(-1) !== element.event) events.push(element.event);
    }
    return { yes, no, events: events ?? none };
  }

  /** The value that all occurrences agree on; null if there is none or they do not agree. */
  agreed<T>(name: string, decode: (data: Uint8Array) => T): Fact<T | null> {
    const elements = this.#named(name);
    const [first] = elements;
    if (first === undefined) return { value: null, events: none };
    const events = eventsOf(elements);
    const { value } = first;
    try {
      if (elements.every((other) => equalBytes(other.value, value)))
        return { value: decode(value), events };
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
    }
    this.conflicts.push(...events);
    return { value: null, events };
  }
}

const none: readonly number[] = [];
const isNotZero = (element: MeasuredElement): boolean => !element.isZero;

const isNumber = (data: Uint8Array): boolean => data.length > 0 && data.length <= 8;

/** Every event once; values are in the order of their events. */
export function eventsOf(values: readonly Pick<Shown<unknown>, 'event'>[]): readonly number[] {
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
