import { type EventToWrite, eventType } from '@gatehouse/measured-boot';
import type { BootContext } from '../boot-step.ts';
import type { Edit } from './boot-change.ts';

/** Where an event is: the n-th of its PCR and type, from 0. */
export interface Place {
  readonly pcr: number;
  readonly type: keyof typeof eventType;
  readonly nth?: number;
}

type Make = (event: EventToWrite, context: BootContext) => EventToWrite;

function indexOf(events: readonly EventToWrite[], { pcr, type, nth = 0 }: Place): number {
  const found = [...events.keys()].filter(
    (i) => events[i]?.pcr === pcr && events[i]?.type === eventType[type],
  );
  const index = found.at(nth);
  if (index === undefined)
    throw new RangeError(`the boot measures no ${type} ${nth} in PCR ${pcr}`);
  return index;
}

function eventAt(events: readonly EventToWrite[], index: number): EventToWrite {
  const event = events[index];
  if (event === undefined) throw new RangeError(`the boot has no event ${index}`);
  return event;
}

export const replaced =
  (place: Place, make: Make): Edit =>
  (events, context) => {
    const index = indexOf(events, place);
    return events.with(index, make(eventAt(events, index), context));
  };

export const insertedBefore =
  (place: Place, ...make: readonly Make[]): Edit =>
  (events, context) => {
    const index = indexOf(events, place);
    const next = eventAt(events, index);
    return events.toSpliced(index, 0, ...make.map((each) => each(next, context)));
  };

export const removed =
  (place: Place): Edit =>
  (events) =>
    events.toSpliced(indexOf(events, place), 1);

/** Puts two events in each other's place. */
export const swapped =
  (one: Place, other: Place): Edit =>
  (events) => {
    const [i, j] = [indexOf(events, one), indexOf(events, other)];
    return events.with(i, eventAt(events, j)).with(j, eventAt(events, i));
  };

/** Leaves out an event and all that come after it. */
export const endedBefore =
  (place: Place): Edit =>
  (events) =>
    events.slice(0, indexOf(events, place));

export const allOf =
  (...edits: readonly Edit[]): Edit =>
  (events, context) =>
    edits.reduce((edited, edit) => edit(edited, context), events);
