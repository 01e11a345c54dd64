import { equalBytes } from '@gatehouse/bytes';
import type { LogEvent } from './event-log.ts';
import type { Subject } from './subject.ts';
import { readUefiVariable } from './uefi-variable.ts';

/** Where a boot departs from a baseline. */
export interface Difference {
  readonly kind: 'changed' | 'added' | 'removed' | 'other-bank' | 'not-quoted';
  readonly pcr: number;
  /** What the baseline expects; absent if something was added. */
  readonly expected?: {
    readonly subject: Subject;
    readonly what: string;
    readonly signatures?: number;
  };
  /** What the log has; absent if something is missing. */
  readonly actual?: {
    readonly subject: Subject;
    readonly what: string;
    readonly signatures?: number;
    readonly event: LogEvent;
  };
  /** Whether the rest of the register is as the baseline has it. */
  readonly alone: boolean;
}

interface Row {
  readonly id: string;
  readonly applies: (difference: Difference) => boolean;
}

const subjectIs =
  (...subjects: readonly Subject[]) =>
  ({ expected, actual }: Difference): boolean =>
    (expected !== undefined && subjects.includes(expected.subject)) ||
    (actual !== undefined && subjects.includes(actual.subject));

const both = (subject: Subject) => (difference: Difference) =>
  difference.expected?.subject === subject && difference.actual?.subject === subject;

const secureBootIs = (on: boolean) => (difference: Difference) =>
  both('SecureBoot')(difference) &&
  difference.actual !== undefined &&
  equalBytes(valueIn(difference.actual.event), Uint8Array.of(1)) === on;

/** Only for events whose subject was read from a variable that reads well. */
const valueIn = (event: LogEvent): Uint8Array => readUefiVariable(event.data).value;

/** Difference of a register, of this kind if one is given. */
const inPcr = (pcr: number, kind?: Difference['kind']) => (difference: Difference) =>
  difference.pcr === pcr && (kind === undefined || difference.kind === kind);

/** How many entries more than the baseline a signature database has; 0 where that is not known. */
const moreSignatures = ({ expected, actual }: Difference): number =>
  expected?.signatures === undefined || actual?.signatures === undefined
    ? 0
    : actual.signatures - expected.signatures;

/** Why a boot differs, most telling first: the first row that applies explains a difference. */
export const differenceCauses = [
  { id: 'other-bank', applies: ({ kind }) => kind === 'other-bank' },
  { id: 'not-quoted', applies: ({ kind }) => kind === 'not-quoted' },
  { id: 'secure-boot-off', applies: secureBootIs(false) },
  { id: 'secure-boot-on', applies: secureBootIs(true) },
  {
    id: 'uefi-debug-on',
    applies: ({ pcr, actual }) => pcr === 7 && actual?.what.includes('UEFI Debug Mode') === true,
  },
  { id: 'secure-boot-mode-changed', applies: subjectIs('mode') },
  { id: 'platform-key-changed', applies: subjectIs('PK') },
  { id: 'key-exchange-keys-changed', applies: subjectIs('KEK') },
  { id: 'allowed-signers-changed', applies: subjectIs('db') },
  {
    id: 'revocations-older',
    applies: (difference) => both('dbx')(difference) && moreSignatures(difference) < 0,
  },
  {
    id: 'revocations-newer',
    applies: (difference) => both('dbx')(difference) && moreSignatures(difference) > 0,
  },
  { id: 'revocations-changed', applies: subjectIs('dbx') },
  {
    id: 'firmware-error',
    applies: ({ expected, actual }) =>
      expected?.subject === 'separator' && actual?.subject === 'separator',
  },
  {
    id: 'boot-authority-added',
    applies: (difference) =>
      inPcr(7, 'added')(difference) && difference.actual?.subject === 'authority',
  },
  {
    id: 'boot-authority-changed',
    applies: (difference) => difference.pcr === 7 && subjectIs('authority')(difference),
  },
  { id: 'secure-boot-variable-changed', applies: inPcr(7) },
  { id: 'option-rom-added', applies: inPcr(2, 'added') },
  { id: 'option-rom-removed', applies: inPcr(2, 'removed') },
  { id: 'option-rom-changed', applies: inPcr(2) },
  {
    id: 'boot-manager-replaced',
    applies: (difference) => inPcr(4, 'changed')(difference) && both('image')(difference),
  },
  {
    id: 'boot-application-added',
    applies: (difference) =>
      inPcr(4, 'added')(difference) && difference.actual?.subject === 'image',
  },
  { id: 'boot-application-removed', applies: inPcr(4, 'removed') },
  { id: 'boot-path-changed', applies: inPcr(4) },
  {
    id: 'firmware-version-changed',
    applies: (difference) =>
      inPcr(0, 'changed')(difference) &&
      difference.alone &&
      difference.actual?.subject === 'version',
  },
  {
    id: 'firmware-updated',
    applies: (difference) =>
      inPcr(0, 'changed')(difference) && difference.actual?.subject === 'version',
  },
  { id: 'firmware-code-added', applies: inPcr(0, 'added') },
  { id: 'firmware-code-removed', applies: inPcr(0, 'removed') },
  { id: 'firmware-code-changed', applies: inPcr(0) },
  { id: 'boot-signers-added', applies: inPcr(14, 'added') },
  { id: 'boot-signers-removed', applies: inPcr(14, 'removed') },
  { id: 'boot-signers-changed', applies: inPcr(14) },
  { id: 'boot-differs', applies: () => true },
] as const satisfies readonly Row[];

export type DifferenceCause = (typeof differenceCauses)[number]['id'];

/** The row that explains a difference: the last one takes what no other does. */
export const causeOf = (difference: Difference): DifferenceCause =>
  differenceCauses.find((row) => row.applies(difference))?.id ?? 'boot-differs';
