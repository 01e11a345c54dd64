import { concat, fromHex, toGuid, utf8 } from '@gatehouse/bytes';
import {
  encodeFileDevicePath,
  encodeFirmwareBlob,
  encodeGpt,
  encodeImageLoad,
  encodeUefiVariable,
  eventType,
} from '@gatehouse/measured-boot';
import { derive } from '../model/derive.ts';
import { type BootContext, type BootStep, event, imageDigests, utf16z } from './boot-step.ts';
import {
  globalVariable,
  signatureDatabase,
  variableGuid,
  verifiedBy,
} from './secure-boot-variables.ts';

const partitionType = {
  system: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  reserved: 'e3c9e316-0b5c-4db8-817d-f92df00215ae',
  data: 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7',
} as const;

/** The partitions of a Windows installation; the disk's identity is the host's own. */
const partitionsOf = ({ host }: BootContext) => {
  const id = (what: string) => toGuid(derive(toGuid(host.diskGuid), `partition ${what}`, 16));
  return [
    { type: partitionType.system, id: id('system'), first: 2048n, last: 206847n, name: 'EFI' },
    { type: partitionType.reserved, id: id('msr'), first: 206848n, last: 239615n, name: 'MSR' },
    {
      type: partitionType.data,
      id: id('windows'),
      first: 239616n,
      last: 937701375n,
      name: 'Windows',
    },
  ];
};

export const bootManagerPath = (context: BootContext): Uint8Array => {
  const system = partitionsOf(context)[0];
  if (system === undefined) throw new RangeError('a system disk needs a system partition');
  return encodeFileDevicePath({
    partition: 1,
    start: system.first,
    size: system.last - system.first + 1n,
    partitionId: system.id,
    file: '\\EFI\\Microsoft\\Boot\\bootmgfw.efi',
  });
};

const u16le = (value: number) => Uint8Array.of(value & 0xff, value >> 8);

const bootOption = (context: BootContext): Uint8Array => {
  const path = bootManagerPath(context);
  return concat(
    Uint8Array.of(1, 0, 0, 0),
    u16le(path.length),
    utf16z('Windows Boot Manager'),
    path,
  );
};

/** Device path of an option ROM: the PCI root bridge, then the device, then the end node. */
export const pciPath = ([device, fn]: readonly [number, number]): Uint8Array =>
  concat(
    fromHex('02010c00d041030a00000000'),
    Uint8Array.of(1, 1, 6, 0, fn, device),
    fromHex('7fff0400'),
  );

export const action = (pcr: number, text: string) =>
  event(pcr, eventType.EV_EFI_ACTION, utf8(text));
const separator = (pcr: number) => event(pcr, eventType.EV_SEPARATOR, new Uint8Array(4));

/** What the firmware measures before it hands over, in the order in which it does. */
export const firmwareSteps: readonly BootStep[] = [
  {
    what: 'firmware version',
    events: ({ host }) => [event(0, eventType.EV_S_CRTM_VERSION, utf16z(host.line.firmware))],
  },
  {
    what: 'firmware volumes',
    events: ({ host: { line } }) =>
      line.model.firmwareVolumes.map(({ base, length }, i) => ({
        ...event(0, eventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, encodeFirmwareBlob(base, length)),
        digests: imageDigests(`${line.model.id} firmware volume ${i}`, line.firmware),
      })),
  },
  {
    what: 'Secure Boot policy',
    events: ({ configuration }) => [
      globalVariable('SecureBoot', Uint8Array.of(configuration.secureBoot ? 1 : 0)),
      signatureDatabase('PK'),
      signatureDatabase('KEK'),
      signatureDatabase('db'),
      signatureDatabase('dbx'),
    ],
  },
  {
    what: 'firmware set-up, by its version',
    events: ({ host: { line } }) => [
      event(
        1,
        eventType.EV_PLATFORM_CONFIG_FLAGS,
        utf8(`${line.model.id} ${line.firmware} ${line.model.memoryGiB}`),
      ),
    ],
  },
  {
    what: 'boot order',
    events: (context) => [
      event(
        1,
        eventType.EV_EFI_VARIABLE_BOOT,
        encodeUefiVariable({ vendor: variableGuid.global, name: 'BootOrder', value: u16le(0) }),
      ),
      event(
        1,
        eventType.EV_EFI_VARIABLE_BOOT,
        encodeUefiVariable({
          vendor: variableGuid.global,
          name: 'Boot0000',
          value: bootOption(context),
        }),
      ),
    ],
  },
  {
    what: 'option ROMs',
    events: ({ host: { line } }) =>
      line.model.optionRoms.map((rom) => ({
        ...event(
          2,
          eventType.EV_EFI_BOOT_SERVICES_DRIVER,
          encodeImageLoad({
            base: 0x69a3b018n,
            length: 0x23000n,
            linkTimeAddress: 0n,
            devicePath: pciPath(rom.pci),
          }),
        ),
        digests: imageDigests(rom.name, rom.version),
      })),
  },
  {
    what: 'boot attempt',
    events: () => [action(4, 'Calling EFI Application from Boot Option')],
  },
  {
    what: 'end of the firmware',
    events: () => [0, 1, 2, 3, 4, 5, 6, 7].map(separator),
  },
  {
    what: 'key that verified the boot manager',
    when: ({ configuration }) => configuration.secureBoot,
    events: () => [verifiedBy('allowed 0')],
  },
  {
    what: 'partition table',
    events: (context) => [
      event(
        5,
        eventType.EV_EFI_GPT_EVENT,
        encodeGpt({ disk: toGuid(context.host.diskGuid), partitions: partitionsOf(context) }),
      ),
    ],
  },
  {
    what: 'boot manager',
    events: (context) => [
      {
        ...event(
          4,
          eventType.EV_EFI_BOOT_SERVICES_APPLICATION,
          encodeImageLoad({
            base: 0x5e2f1018n,
            length: 0x2a4000n,
            linkTimeAddress: 0x10000000n,
            devicePath: bootManagerPath(context),
          }),
        ),
        digests: imageDigests('bootmgfw.efi', bootManagerVersion(context)),
      },
    ],
  },
];

/** Version of the boot manager on the disk: a tampered one is another image. */
export const bootManagerVersion = ({ host, configuration }: BootContext): string => {
  const { build, revision } = host.line.os;
  return configuration.bootManager === 'genuine' ? `${build}.${revision}` : 'tampered';
};

/** What the firmware measures when Windows ends its boot services. */
export const exitBootServicesSteps: readonly BootStep[] = [
  {
    what: 'end of the boot services',
    events: () => [
      action(5, 'Exit Boot Services Invocation'),
      action(5, 'Exit Boot Services Returned with Success'),
    ],
  },
];
