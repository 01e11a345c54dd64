import { equalBytes } from '@gatehouse/bytes';
import type { LogEvent } from './event-log.ts';
import type { Subject } from './subject.ts';
import { readUefiVariable } from './uefi-variable.ts';

/** Where a boot departs from a baseline. */
export interface Difference {
  readonly kind: 'changed' | 'added' | 'removed' | 'other-bank' | 'not-quoted';
  readonly pcr: number;
  /** What the baseline expects; absent if something was added. */
  readonly expected?: { readonly subject: Subject; readonly what: string };
  /** What the log has; absent if something is missing. */
  readonly actual?: {
    readonly subject: Subject;
    readonly what: string;
    readonly event: LogEvent;
  };
  /** Of `other-bank`. */
  readonly banks?: { readonly expected: string; readonly actual: string };
}

export interface DifferenceCause {
  readonly id: string;
  readonly applies: (difference: Difference) => boolean;
  readonly sentence: (difference: Difference) => string;
  readonly remedy: string;
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

const inPcr = (pcr: number) => (difference: Difference) => difference.pcr === pcr;
const quoted = (text: string | undefined): string =>
  text === undefined ? 'nothing' : text.startsWith('“') ? text : `“${text}”`;

/** What was measured instead of what; of the same name, if that is how it is called. */
const instead = ({ expected, actual }: Difference): string =>
  expected !== undefined && expected.what === actual?.what
    ? `${quoted(actual.what)} has other content`
    : `${quoted(actual?.what)} instead of ${quoted(expected?.what)}`;

const newBaseline =
  'If the change is intended, restart the host and trust its new boot as a baseline; otherwise undo it and restart.';

const variableRow = (subject: Subject, id: string, meaning: string, remedy: string) => ({
  id,
  applies: subjectIs(subject),
  sentence: () =>
    `The Secure Boot variable ${subject} (${meaning}) is not the one of the baseline.`,
  remedy,
});

/** Why a boot differs, most telling first: the first row that applies explains a difference. */
export const differenceCauses: readonly DifferenceCause[] = [
  {
    id: 'other-bank',
    applies: ({ kind }) => kind === 'other-bank',
    sentence: ({ banks }) =>
      `The boot was measured into ${banks?.actual}; the baseline is of ${banks?.expected}.`,
    remedy: 'Make the baseline from a log of a host whose TPM uses the same PCR bank.',
  },
  {
    id: 'not-quoted',
    applies: ({ kind }) => kind === 'not-quoted',
    sentence: ({ pcr }) => `The quote does not cover PCR ${pcr}, which the baseline fixes.`,
    remedy: 'Quote PCR 0–7 and 11–14.',
  },
  {
    id: 'secure-boot-off',
    applies: secureBootIs(false),
    sentence: () => 'Secure Boot is off; the baseline has it on.',
    remedy: 'Turn on Secure Boot in the firmware set-up of the host and restart it.',
  },
  {
    id: 'secure-boot-on',
    applies: secureBootIs(true),
    sentence: () => 'Secure Boot is on; the baseline was made with Secure Boot off.',
    remedy: 'Make a new baseline from a boot with Secure Boot on.',
  },
  {
    id: 'uefi-debug-on',
    applies: ({ pcr, actual }) => pcr === 7 && actual?.what.includes('UEFI Debug Mode') === true,
    sentence: () => 'The firmware runs in UEFI debug mode.',
    remedy: 'Turn off debugging in the firmware set-up and restart the host.',
  },
  variableRow('PK', 'platform-key-changed', 'the platform key', newBaseline),
  variableRow('KEK', 'key-exchange-keys-changed', 'who may update db and dbx', newBaseline),
  variableRow('db', 'allowed-signers-changed', 'who may sign what boots', newBaseline),
  variableRow(
    'dbx',
    'revocations-changed',
    'what may no longer boot',
    'After a revocation update trust the new boot as a baseline; if this host alone differs, install the update that the others have.',
  ),
  {
    id: 'boot-authority-changed',
    applies: (difference) => difference.pcr === 7 && subjectIs('authority')(difference),
    sentence: (difference) => `Another key verified the boot: ${instead(difference)}.`,
    remedy: newBaseline,
  },
  {
    id: 'firmware-error',
    applies: ({ expected, actual }) =>
      expected?.subject === 'separator' && actual?.subject === 'separator',
    sentence: ({ pcr }) => `The firmware reported an error in PCR ${pcr}.`,
    remedy: 'Read the event log of the firmware, repair what it reports and restart the host.',
  },
  {
    id: 'option-rom-added',
    applies: ({ pcr, kind }) => pcr === 2 && kind === 'added',
    sentence: ({ actual }) => `A driver or option ROM was added: ${actual?.what}.`,
    remedy: `Find the device that was added or whose firmware was updated. ${newBaseline}`,
  },
  {
    id: 'option-rom-removed',
    applies: ({ pcr, kind }) => pcr === 2 && kind === 'removed',
    sentence: ({ expected }) => `A driver or option ROM is missing: ${expected?.what}.`,
    remedy: `Find the device that was removed or failed. ${newBaseline}`,
  },
  {
    id: 'option-rom-changed',
    applies: inPcr(2),
    sentence: ({ actual }) => `A driver or option ROM is another one: ${actual?.what}.`,
    remedy: `Find the device whose firmware was changed. ${newBaseline}`,
  },
  {
    id: 'boot-manager-replaced',
    applies: (difference) =>
      difference.pcr === 4 && difference.kind === 'changed' && both('image')(difference),
    sentence: ({ actual }) => `The boot application is another one: ${actual?.what}.`,
    remedy:
      'After an update of Windows trust the new boot as a baseline; otherwise repair the boot files (bcdboot) and look for how they were replaced.',
  },
  {
    id: 'boot-application-added',
    applies: ({ pcr, kind, actual }) =>
      pcr === 4 && kind === 'added' && actual?.subject === 'image',
    sentence: ({ actual }) => `Something else was started before the system: ${actual?.what}.`,
    remedy: 'Remove the boot entry or medium that it was started from and restart the host.',
  },
  {
    id: 'boot-path-changed',
    applies: inPcr(4),
    sentence: (difference) => `The way to the boot manager is another one: ${instead(difference)}.`,
    remedy:
      'Put the boot order back (first the Windows Boot Manager), take out boot media and restart the host.',
  },
  {
    id: 'firmware-changed',
    applies: inPcr(0),
    sentence: (difference) => `The firmware is another one: ${instead(difference)}.`,
    remedy: `After a firmware update on purpose, trust the new boot as a baseline; otherwise install the approved firmware.`,
  },
  {
    id: 'signers-changed',
    applies: inPcr(14),
    sentence: () => 'What Windows loaded was signed by other keys than in the baseline.',
    remedy: `Compare the boot drivers with a host that matches. ${newBaseline}`,
  },
  {
    id: 'truncated',
    applies: ({ kind, actual }) => kind === 'removed' && actual === undefined,
    sentence: ({ pcr, expected }) => `PCR ${pcr} lacks ${quoted(expected?.what)}.`,
    remedy: 'Restart the host so that it measures a whole boot, and attest again.',
  },
  {
    id: 'other',
    applies: () => true,
    sentence: (difference) => `PCR ${difference.pcr}: ${instead(difference)}.`,
    remedy: newBaseline,
  },
];

const last = differenceCauses.at(-1);

/** The row that explains a difference. */
export function causeOf(difference: Difference): DifferenceCause {
  const cause = differenceCauses.find((row) => row.applies(difference)) ?? last;
  if (cause === undefined) throw new RangeError('differenceCauses has no last row');
  return cause;
}
