import { eventType } from './event-types.ts';
import type { DeclaredAlgorithm } from './log-algorithms.ts';
import type { LoggedEvent } from './logged-event.ts';
import { startsWith } from './starts-with.ts';

/** What the parser saw of a log beyond its events. */
export interface LogReading {
  readonly format: 'sha1' | 'crypto-agile';
  readonly events: readonly LoggedEvent[];
  /** Byte that fills the log after its last event; null if it ends there. */
  readonly padding: number | null;
  readonly specIdFirst: boolean;
  /** Some event carries fewer digests than the Spec ID event declares. */
  readonly fewerDigests: boolean;
  /** Some event carries its digests in another order than the Spec ID event. */
  readonly otherOrder: boolean;
  /** Algorithms of the Spec ID event; none in SHA-1 framing. */
  readonly declared: readonly DeclaredAlgorithm[];
}

/** A way in which a real log departs from the specification and is read nevertheless. */
export interface EventLogQuirk {
  readonly id: string;
  readonly sentence: string;
  readonly met: (reading: LogReading) => boolean;
}

const loadsAnApplication = (event: LoggedEvent): boolean =>
  event.pcr === 4 && event.type === eventType.EV_EFI_BOOT_SERVICES_APPLICATION;
const exitsBootServices = (event: LoggedEvent): boolean =>
  event.pcr === 5 && startsWith(event.data, 'Exit Boot Services');

export const eventLogQuirks: readonly EventLogQuirk[] = [
  {
    id: 'padded-with-zeros',
    sentence: 'The log is filled with 0x00 after its last event.',
    met: ({ padding }) => padding === 0x00,
  },
  {
    id: 'padded-with-ones',
    sentence: 'The log is filled with 0xFF after its last event, as ACPI CCEL tables are.',
    met: ({ padding }) => padding === 0xff,
  },
  {
    id: 'no-spec-id-event',
    sentence: 'The log does not begin with a Spec ID event and is read in SHA-1 framing.',
    met: ({ specIdFirst }) => !specIdFirst,
  },
  {
    id: 'fewer-digests',
    sentence:
      'Some events carry fewer digests than declared: Windows measures into its own bank only.',
    met: ({ fewerDigests }) => fewerDigests,
  },
  {
    id: 'digest-order',
    sentence: 'Some events carry their digests in another order than the Spec ID event declares.',
    met: ({ otherOrder }) => otherOrder,
  },
  {
    id: 'bank-not-replayed',
    sentence: 'The log declares an algorithm that is read but cannot be replayed here (SM3-256).',
    met: ({ declared }) => declared.some(({ bank }) => bank === null),
  },
  {
    id: 'unmeasured-pcr',
    sentence: 'Some events have PCR index 0xFFFFFFFF: they are information, measured into no PCR.',
    met: ({ events }) => events.some((event) => event.pcr > 23),
  },
  {
    id: 'exit-boot-services-missing',
    sentence: 'An application was started but ExitBootServices is not in the log.',
    met: ({ events }) => events.some(loadsAnApplication) && !events.some(exitsBootServices),
  },
];
