import { MalformedError } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import type { LoggedEvent } from './logged-event.ts';
import { MeasuredElement } from './measured-element.ts';
import { isMeasured } from './replay.ts';
import { isSeparator } from './separators.ts';
import { readUefiVariable, type UefiVariable } from './uefi-variable.ts';
import { type ElementVisitor, visitWindowsElements } from './windows-elements.ts';
import { windowsEventOfType } from './windows-events.ts';

/** Something that an event shows, and which one. */
export interface Shown<T> {
  readonly value: T;
  readonly event: number;
}

/** What the measured data of PCR 7 and 12–14 say, before anything is concluded from it. */
export interface BootEvidence {
  /** Variables in PCR 7 before its separator. */
  readonly variables: readonly Shown<UefiVariable>[];
  /** Text in PCR 7, e.g. "UEFI Debug Mode". */
  readonly actions: readonly Shown<string>[];
  /** Windows elements up to the separator, those of loaded modules left out. */
  readonly windows: readonly MeasuredElement[];
  readonly unaccounted: readonly number[];
  readonly unfinished: readonly number[];
  /** Whether anything was measured into PCR 7. */
  readonly hasPcr7: boolean;
}

export const secureBootPcr = 7;
export const windowsPcrs: readonly number[] = [12, 13, 14];

interface Gathering {
  readonly variables: Shown<UefiVariable>[];
  readonly actions: Shown<string>[];
  readonly windows: MeasuredElement[];
  readonly separated: Set<number>;
}

/** Elements of all events of a log that are kept; real logs have some hundred. */
const elementLimit = 20_000;

/**
 * Reads PCR 7 and 12–14 of one bank. An event counts by what its digest covers, never by the type
 * that it claims: an event whose data is not what was measured, or cannot be read, is unaccounted.
 */
export function bootEvidenceOf(
  events: readonly LoggedEvent[],
  bank: HashName,
  pcrs: ReadonlySet<number>,
): BootEvidence {
  const gathering: Gathering = {
    variables: [],
    actions: [],
    windows: [],
    separated: new Set(),
  };
  const unaccounted: number[] = [];
  let hasPcr7 = false;
  for (const event of events) {
    if (!isRelevant(event, bank) || !pcrs.has(event.pcr)) continue;
    if (event.pcr === secureBootPcr) hasPcr7 = true;
    else if (gathering.separated.has(event.pcr)) continue;
    if (isSeparator(event, bank)) gathering.separated.add(event.pcr);
    else if (!event.dataIsMeasured(bank) || !gather(event, gathering))
      unaccounted.push(event.index);
  }
  const unfinished = windowsPcrs.filter((pcr) => !gathering.separated.has(pcr));
  const { variables, actions, windows } = gathering;
  return { variables, actions, windows, unaccounted, unfinished, hasPcr7 };
}

const isRelevant = (event: LoggedEvent, bank: HashName): boolean =>
  (event.pcr === secureBootPcr || windowsPcrs.includes(event.pcr)) &&
  event.hasDigest(bank) &&
  isMeasured(event);

/** Whether the data of the event could be read. */
function gather(event: LoggedEvent, to: Gathering): boolean {
  try {
    if (event.pcr === secureBootPcr) gatherFirmware(event, to);
    else gatherWindows(event, to);
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

function gatherFirmware(event: LoggedEvent, to: Gathering): void {
  const { data, index } = event;
  if (isText(data)) to.actions.push({ value: String.fromCharCode(...data), event: index });
  else {
    const value = readUefiVariable(data);
    if (!to.separated.has(secureBootPcr)) to.variables.push({ value, event: index });
  }
}

/** Keeps the elements of an event only when all of it could be read. */
function gatherWindows(event: LoggedEvent, to: Gathering): void {
  const { data, index } = event;
  const before = to.windows.length;
  try {
    visitWindowsElements(data, new ElementGathering(data, index, to.windows));
  } catch (error) {
    to.windows.length = before;
    throw error;
  }
}

/** Elements of loaded modules (class 7) say nothing that a fact is read from, and are nine in ten. */
const isOfModule = (type: number): boolean => (type & 0x000f0000) === 0x00070000;

class ElementGathering implements ElementVisitor {
  readonly #data: Uint8Array;
  readonly #event: number;
  readonly #to: MeasuredElement[];

  constructor(data: Uint8Array, event: number, to: MeasuredElement[]) {
    this.#data = data;
    this.#event = event;
    this.#to = to;
  }

  leaf(type: number, start: number, end: number): void {
    const name = isOfModule(type) ? undefined : windowsEventOfType(type)?.name;
    if (name === undefined) return;
    if (this.#to.length >= elementLimit)
      throw new MalformedError('WBCL_ELEMENT', start, `more than ${elementLimit} in the log`);
    this.#to.push(new MeasuredElement(name, this.#event, this.#data, start, end));
  }
}

const longestAction = 256;

function isText(data: Uint8Array): boolean {
  if (data.length === 0 || data.length > longestAction) return false;
  for (const byte of data) if (byte < 0x20 || byte > 0x7e) return false;
  return true;
}
