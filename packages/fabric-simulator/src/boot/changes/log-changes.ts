import { fromHex, utf8 } from '@gatehouse/bytes';
import { encodeVsmIdk, eventType } from '@gatehouse/measured-boot';
import { derive } from '../../model/derive.ts';
import { measurementsOf } from '../boot-chain.ts';
import { event, imageDigests } from '../boot-step.ts';
import { globalVariable } from '../secure-boot-variables.ts';
import { tagged } from '../windows-steps.ts';
import { type BootChange, host } from './boot-change.ts';
import {
  allOf,
  endedBefore,
  insertedBefore,
  type Place,
  removed,
  replaced,
  swapped,
} from './edits.ts';

const config = (nth: number): Place => ({ pcr: 7, type: 'EV_EFI_VARIABLE_DRIVER_CONFIG', nth });
const [secureBoot, pk, kek, dbx] = [config(0), config(1), config(2), config(4)];
const bootManager: Place = { pcr: 4, type: 'EV_EFI_BOOT_SERVICES_APPLICATION' };
const end = (pcr: number): Place => ({ pcr, type: 'EV_SEPARATOR' });
const otherDigest = { digests: imageDigests('something', 'else') };

const otherKey = {
  modulus: Uint8Array.from({ length: 256 }, (_, i) => (i === 255 ? 0x11 : 0xe1)),
  exponent: fromHex('010001'),
};

/** Logs that do not tell what the TPM was given, or that were left open. */
export const logChanges = {
  'log-cut': {
    cut: (log) => log.subarray(0, log.length - 9),
    expected: host('event-log-unreadable'),
  },
  'log-ends-early': {
    told: endedBefore(end(12)),
    expected: host('event-log-incomplete'),
  },
  'log-event-removed': {
    told: removed(dbx),
    expected: host('event-removed', undefined, { pcr: 7 }),
  },
  'log-event-inserted': {
    told: insertedBefore(end(2), () => ({
      ...event(2, eventType.EV_EFI_BOOT_SERVICES_DRIVER, utf8('a driver that never ran')),
      ...otherDigest,
    })),
    expected: host('event-inserted', [2, 'EV_EFI_BOOT_SERVICES_DRIVER']),
  },
  'log-events-swapped': {
    told: swapped(pk, kek),
    expected: host('events-reordered', [7, 'EV_EFI_VARIABLE_DRIVER_CONFIG']),
  },
  'log-digest-changed': {
    told: replaced(bootManager, (measured) => ({ ...measured, ...otherDigest })),
    expected: host('event-digest-changed', [4, 'EV_EFI_BOOT_SERVICES_APPLICATION']),
  },
  'log-data-changed': {
    configuration: { secureBoot: false },
    told: replaced(secureBoot, (measured) => ({
      ...measured,
      data: globalVariable('SecureBoot', Uint8Array.of(1)).data,
    })),
    expected: host('event-data-changed', [7, 'EV_EFI_VARIABLE_DRIVER_CONFIG']),
  },
  'log-data-unreadable': {
    measured: insertedBefore(end(12), () =>
      event(12, eventType.EV_EVENT_TAG, fromHex('01000140ffffff7f')),
    ),
    expected: host('event-data-unreadable', [12, 'EV_EVENT_TAG']),
  },
  'log-contradicts-itself': {
    measured: insertedBefore(end(12), () => tagged(12, [encodeVsmIdk(otherKey, 'encryption')])),
    expected: host('event-data-contradicts', [12, 'EV_EVENT_TAG']),
  },
  'log-several-events-changed': {
    told: allOf(
      replaced(kek, (measured) => ({ ...measured, ...otherDigest })),
      removed(dbx),
    ),
    expected: host('boot-log-edited', [7, 'EV_EFI_VARIABLE_DRIVER_CONFIG']),
  },
  'log-of-better-boot': {
    configuration: { bootManager: 'tampered' },
    told: (_, context) =>
      measurementsOf({
        ...context,
        configuration: { ...context.configuration, bootManager: 'genuine' },
      }),
    expected: host('measured-after-log'),
  },
  'log-of-earlier-boot': {
    told: (events, { before }) => (before === undefined ? events : measurementsOf(before())),
    expected: host('log-of-earlier-boot'),
  },
  'log-of-other-bank': {
    banks: ['sha1'],
    expected: host('other-bank'),
  },
  'log-startup-locality-changed': {
    told: (events) => [event(0, eventType.EV_NO_ACTION, utf8('StartupLocality\0\x03')), ...events],
    expected: host('startup-locality-differs', undefined, { pcr: 0 }),
  },
  'separator-missing': {
    measured: removed(end(13)),
    expected: host('boot-unfinished', undefined, { pcr: 13 }),
  },
  'pcr-capped-after-boot': {
    afterwards: [{ pcr: 12, digest: new Uint8Array(32) }],
    expected: host('extended-after-log', undefined, { pcr: 12 }),
  },
  'pcr-extended-after-boot': {
    afterwards: [{ pcr: 13, digest: derive('after the boot', 'by whom', 32) }],
    expected: host('measured-after-log'),
  },
} as const satisfies Readonly<Record<string, BootChange>>;
