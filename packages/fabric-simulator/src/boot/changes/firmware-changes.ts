import { concat, utf8 } from '@gatehouse/bytes';
import {
  type EventToWrite,
  encodeFirmwareBlob,
  encodeGpt,
  encodeImageLoad,
  encodeUefiVariable,
  eventType,
} from '@gatehouse/measured-boot';
import { type BootContext, event, imageDigests, utf16z } from '../boot-step.ts';
import { action, bootManagerPath, pciPath } from '../firmware-steps.ts';
import {
  globalVariable,
  signatureDatabase,
  variableGuid,
  verifiedBy,
} from '../secure-boot-variables.ts';
import { type BootChange, guardian, host, passes } from './boot-change.ts';
import { allOf, insertedBefore, type Place, removed, replaced } from './edits.ts';

const version: Place = { pcr: 0, type: 'EV_S_CRTM_VERSION' };
const volume: Place = { pcr: 0, type: 'EV_EFI_PLATFORM_FIRMWARE_BLOB' };
const endOf = (pcr: number): Place => ({ pcr, type: 'EV_SEPARATOR' });
const authority: Place = { pcr: 7, type: 'EV_EFI_VARIABLE_AUTHORITY' };
const optionRom: Place = { pcr: 2, type: 'EV_EFI_BOOT_SERVICES_DRIVER' };
const bootManager: Place = { pcr: 4, type: 'EV_EFI_BOOT_SERVICES_APPLICATION' };
/** The variables of PCR 7, in the order in which firmware measures them. */
const variable = (name: 'SecureBoot' | 'PK' | 'KEK' | 'db' | 'dbx'): Place => ({
  pcr: 7,
  type: 'EV_EFI_VARIABLE_DRIVER_CONFIG',
  nth: ['SecureBoot', 'PK', 'KEK', 'db', 'dbx'].indexOf(name),
});

const image = (
  pcr: number,
  type: keyof typeof eventType,
  devicePath: Uint8Array,
  [name, release]: readonly [string, string],
): EventToWrite => ({
  ...event(
    pcr,
    eventType[type],
    encodeImageLoad({ base: 0x6a000018n, length: 0x18000n, linkTimeAddress: 0n, devicePath }),
  ),
  digests: imageDigests(name, release),
});

const nextVersion = (measured: EventToWrite): EventToWrite => ({
  ...event(measured.pcr, measured.type, utf16z('99.0.1')),
});
const otherCode = ({ data, pcr, type }: EventToWrite): EventToWrite => ({
  ...event(pcr, type, data),
  digests: imageDigests('firmware volume', 'another'),
});
const anotherBootManagerPath = (context: BootContext): EventToWrite =>
  image(4, 'EV_EFI_BOOT_SERVICES_APPLICATION', bootManagerPath(context), ['rescue.efi', '1.0']);

const driverConfig = ['EV_EFI_VARIABLE_DRIVER_CONFIG'] as const;

/** Secure Boot: PCR 7. */
export const secureBootChanges = {
  'platform-key-changed': {
    measured: replaced(variable('PK'), () => signatureDatabase('PK', { entries: 'another owner' })),
    expected: guardian('platform-key-changed', [7, ...driverConfig]),
  },
  'key-exchange-keys-changed': {
    measured: replaced(variable('KEK'), () => signatureDatabase('KEK', { count: 3 })),
    expected: guardian('key-exchange-keys-changed', [7, ...driverConfig]),
  },
  'allowed-signers-changed': {
    measured: replaced(variable('db'), () => signatureDatabase('db', { count: 4 })),
    expected: guardian('allowed-signers-changed', [7, ...driverConfig]),
  },
  'revocations-older': {
    measured: replaced(variable('dbx'), () => signatureDatabase('dbx', { count: 60 })),
    expected: host('revocations-older', [7, ...driverConfig]),
  },
  'revocations-newer': {
    measured: replaced(variable('dbx'), () => signatureDatabase('dbx', { count: 81 })),
    expected: guardian('revocations-newer', [7, ...driverConfig]),
  },
  'revocations-exchanged': {
    measured: replaced(variable('dbx'), () => signatureDatabase('dbx', { entries: 'others' })),
    expected: guardian('revocations-changed', [7, ...driverConfig]),
  },
  'secure-boot-audit-mode': {
    measured: insertedBefore(endOf(7), () => globalVariable('AuditMode', Uint8Array.of(1))),
    expected: host('secure-boot-mode-changed', [7, ...driverConfig]),
  },
  'secure-boot-variable-added': {
    measured: insertedBefore(endOf(7), () => globalVariable('OsRecovery', Uint8Array.of(1))),
    expected: guardian('secure-boot-variable-changed', [7, ...driverConfig]),
  },
  'uefi-debug-mode': {
    measured: insertedBefore(variable('SecureBoot'), () => action(7, 'UEFI Debug Mode')),
    expected: host('uefi-debug-on', [7, 'EV_EFI_ACTION']),
  },
  'boot-verified-by-other-key': {
    measured: replaced(authority, () => verifiedBy('allowed 1')),
    expected: guardian('boot-authority-changed', [7, 'EV_EFI_VARIABLE_AUTHORITY']),
  },
  'boot-verified-by-second-key': {
    measured: insertedBefore(authority, () => verifiedBy('allowed 2')),
    expected: guardian('boot-authority-added', [7, 'EV_EFI_VARIABLE_AUTHORITY']),
  },
} as const satisfies Readonly<Record<string, BootChange>>;

/** Firmware and devices: PCR 0 and 2. */
export const firmwareChanges = {
  'firmware-updated': {
    measured: allOf(replaced(version, nextVersion), replaced(volume, otherCode)),
    expected: guardian('firmware-updated', [0, 'EV_S_CRTM_VERSION']),
  },
  'firmware-version-changed': {
    measured: replaced(version, nextVersion),
    expected: host('firmware-version-changed', [0, 'EV_S_CRTM_VERSION']),
  },
  'firmware-code-changed': {
    measured: replaced(volume, otherCode),
    expected: host('firmware-code-changed', [0, 'EV_EFI_PLATFORM_FIRMWARE_BLOB']),
  },
  'firmware-module-added': {
    measured: insertedBefore(endOf(0), () => ({
      ...event(
        0,
        eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB,
        encodeFirmwareBlob(0x60000000n, 0x10000n),
      ),
      digests: imageDigests('firmware module', 'added'),
    })),
    expected: guardian('firmware-code-added', [0, 'EV_EFI_PLATFORM_FIRMWARE_BLOB']),
  },
  'firmware-module-removed': {
    measured: removed(volume),
    expected: host('firmware-code-removed', undefined, { pcr: 0 }),
  },
  'firmware-error': {
    measured: replaced(endOf(2), () => event(2, eventType.EV_SEPARATOR, Uint8Array.of(1, 0, 0, 0))),
    expected: host('firmware-error', [2, 'EV_SEPARATOR']),
  },
  'option-rom-added': {
    measured: insertedBefore(endOf(2), () =>
      image(2, 'EV_EFI_BOOT_SERVICES_DRIVER', pciPath([9, 0]), ['Unknown adapter', '1.0']),
    ),
    expected: guardian('option-rom-added', [2, 'EV_EFI_BOOT_SERVICES_DRIVER']),
  },
  'option-rom-changed': {
    measured: replaced(optionRom, ({ data, pcr, type }) => ({
      ...event(pcr, type, data),
      digests: imageDigests('option ROM', 'another'),
    })),
    expected: guardian('option-rom-changed', [2, 'EV_EFI_BOOT_SERVICES_DRIVER']),
  },
  'option-rom-removed': {
    measured: removed(optionRom),
    expected: guardian('option-rom-removed', undefined, { pcr: 2 }),
  },
} as const satisfies Readonly<Record<string, BootChange>>;

/** What is started before Windows: PCR 4. */
export const startChanges = {
  'rescue-tool-started': {
    measured: insertedBefore(bootManager, (_, context) => anotherBootManagerPath(context)),
    expected: host('boot-application-added', [4, 'EV_EFI_BOOT_SERVICES_APPLICATION']),
  },
  'network-boot-tried': {
    measured: insertedBefore(
      bootManager,
      () => action(4, 'Returning from EFI Application from Boot Option'),
      () => action(4, 'Calling EFI Application from Boot Option'),
    ),
    expected: host('boot-path-changed', [4, 'EV_EFI_ACTION']),
  },
  'boot-attempt-missing': {
    measured: removed({ pcr: 4, type: 'EV_EFI_ACTION' }),
    expected: host('boot-application-removed', undefined, { pcr: 4 }),
  },
} as const satisfies Readonly<Record<string, BootChange>>;

/** What a baseline leaves out, because it differs between machines of one make. */
export const configurationChanges = {
  'boot-order-changed': {
    measured: replaced({ pcr: 1, type: 'EV_EFI_VARIABLE_BOOT' }, ({ pcr, type }) =>
      event(
        pcr,
        type,
        encodeUefiVariable({
          vendor: variableGuid.global,
          name: 'BootOrder',
          value: Uint8Array.of(1, 0, 0, 0),
        }),
      ),
    ),
    expected: passes,
  },
  'firmware-setup-changed': {
    measured: replaced({ pcr: 1, type: 'EV_PLATFORM_CONFIG_FLAGS' }, ({ pcr, type, data }) =>
      event(pcr, type, concat(data, utf8(' fan=quiet'))),
    ),
    expected: passes,
  },
  'partition-table-changed': {
    measured: replaced({ pcr: 5, type: 'EV_EFI_GPT_EVENT' }, ({ pcr, type }) =>
      event(pcr, type, encodeGpt({ disk: 'bbbbbbbb-1111-2222-3333-444444444444', partitions: [] })),
    ),
    expected: passes,
  },
} as const satisfies Readonly<Record<string, BootChange>>;
