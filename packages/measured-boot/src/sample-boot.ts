/** The boot of a Windows host in miniature, for tests: every kind of event once, of our own making. */
import { concat, fromHex, utf8, utf16le } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import type { ProvenEventLog } from './event-log.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { proveEventLog } from './prove-event-log.ts';
import { replayBank, startOf } from './replay.ts';
import { variableVendor } from './uefi-variable.ts';
import { type EventToWrite, encodeEventLog } from './write-event-log.ts';
import {
  encodeFileDevicePath,
  encodeFirmwareBlob,
  encodeGpt,
  encodeImageLoad,
  encodeLoadOption,
  encodeSignatureData,
  encodeSignatureList,
  encodeUefiVariable,
} from './write-uefi-events.ts';
import {
  encodeAggregation,
  encodeSiPolicy,
  encodeTrustBoundary,
  encodeVsmIdk,
  encodeWindowsValue as value,
} from './write-windows-events.ts';

const microsoft = '77fa9abd-0359-4d32-bd60-28f4e78f784b';
const sha256Type = 'c1c41626-504c-4092-aca9-41f936934328';
const partitionId = '11111111-2222-3333-4444-555555555555';

export const quotedPcrs: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14];

/** What of the boot a test changes. */
export interface SampleBoot {
  readonly secureBoot?: boolean;
  readonly firmware?: string;
  readonly dbx?: number;
  readonly optionRoms?: readonly string[];
  readonly bootManager?: string;
  readonly diskId?: string;
  readonly bootCount?: bigint;
  readonly signers?: readonly string[];
  /** Elements of the OS loader in PCR 12, in place of the usual ones. */
  readonly loader?: readonly Uint8Array[];
}

export const sampleKey = { modulus: new Uint8Array(256).fill(7), exponent: fromHex('010001') };
export const samplePolicy = {
  name: 'SiPolicy.p7b',
  version: '10.0.0.0',
  digestAlgorithm: 'sha256',
  digest: hash('sha256', utf8('policy')),
} as const;

export const event = (
  pcr: number,
  type: keyof typeof eventType,
  data: Uint8Array,
): EventToWrite => ({
  pcr,
  type: eventType[type],
  data,
});
const imageDigests = (name: string) => ({
  sha1: hash('sha1', utf8(name)),
  sha256: hash('sha256', utf8(name)),
});
export const tagged = (pcr: number, ...elements: readonly Uint8Array[]): EventToWrite =>
  event(pcr, 'EV_EVENT_TAG', encodeTrustBoundary(elements));
const variable = (vendor: string, name: string, content: Uint8Array): EventToWrite =>
  event(7, 'EV_EFI_VARIABLE_DRIVER_CONFIG', encodeUefiVariable({ vendor, name, value: content }));
const database = (count: number, seed: string): Uint8Array =>
  encodeSignatureList({
    type: sha256Type,
    entries: Array.from({ length: count }, (_, i) => ({
      owner: microsoft,
      data: hash('sha256', utf8(`${seed}${i}`)),
    })),
  });
const image = (pcr: number, type: keyof typeof eventType, file: string): EventToWrite => ({
  ...event(
    pcr,
    type,
    encodeImageLoad({
      base: 0x1000n,
      length: 0x2000n,
      linkTimeAddress: 0n,
      devicePath: encodeFileDevicePath({ partition: 1, start: 34n, size: 9n, partitionId, file }),
    }),
  ),
  digests: imageDigests(file),
});

export const loaderElements: readonly Uint8Array[] = [
  value('TransferControl', 1),
  value('OSKernelDebug', false),
  value('HypervisorDebug', false),
  value('CodeIntegrity', true),
  value('TestSigning', false),
  value('FlightSigning', false),
  value('SafeMode', false),
  value('WinPE', false),
  value('BitlockerUnlock', 4),
  value('HypervisorLaunchType', 1n),
  value('HypervisorIOMMUPolicy', 0n),
  value('VSMLaunchType', 1n),
  value('VBSVSMRequired', true),
  value('VBSIOMMURequired', true),
  value('VBSHVCIPolicy', 1n),
  value('HibernationDisabled', true),
  value('DumpsDisabled', true),
  value('DumpEncryptionEnabled', false),
  value('DumpEncryptionKeyDigest', new Uint8Array(32).fill(9)),
  value('PagefileEncryptionEnabled', true),
  encodeVsmIdk(sampleKey),
  encodeVsmIdk({ ...sampleKey, modulus: new Uint8Array(256).fill(8) }, 'signing'),
];

export const wbcl = utf8('WBCL');

/** The events of a boot, first to last. */
export function sampleEvents(boot: SampleBoot = {}): readonly EventToWrite[] {
  const { secureBoot = true, firmware = '1.0', dbx = 3, bootCount = 5n } = boot;
  const { optionRoms = ['nic'], bootManager = '\\bootmgfw.efi', signers = ['windows'] } = boot;
  const { diskId = '99999999-2222-3333-4444-555555555555', loader = loaderElements } = boot;
  const module = [value('AuthenticodeHash', hash('sha256', utf8('ntoskrnl')))];
  return [
    event(0, 'EV_S_CRTM_VERSION', utf16le(`${firmware}\0`)),
    {
      ...event(0, 'EV_EFI_PLATFORM_FIRMWARE_BLOB', encodeFirmwareBlob(0xff000000n, 0x1000000n)),
      digests: imageDigests(`firmware ${firmware}`),
    },
    variable(variableVendor.global, 'SecureBoot', Uint8Array.of(secureBoot ? 1 : 0)),
    variable(variableVendor.global, 'PK', database(1, 'pk')),
    variable(variableVendor.global, 'KEK', database(2, 'kek')),
    variable(variableVendor.imageSecurity, 'db', database(2, 'db')),
    variable(variableVendor.imageSecurity, 'dbx', database(dbx, 'dbx')),
    event(
      1,
      'EV_EFI_VARIABLE_BOOT',
      encodeUefiVariable({
        vendor: variableVendor.global,
        name: 'Boot0000',
        value: encodeLoadOption({
          description: 'Windows Boot Manager',
          devicePath: encodeFileDevicePath({
            partition: 1,
            start: 34n,
            size: 9n,
            partitionId,
            file: bootManager,
          }),
        }),
      }),
    ),
    ...optionRoms.map((rom) => image(2, 'EV_EFI_BOOT_SERVICES_DRIVER', rom)),
    event(4, 'EV_EFI_ACTION', utf8('Calling EFI Application from Boot Option')),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((pcr) => event(pcr, 'EV_SEPARATOR', new Uint8Array(4))),
    ...(secureBoot
      ? [
          event(
            7,
            'EV_EFI_VARIABLE_AUTHORITY',
            encodeUefiVariable({
              vendor: variableVendor.imageSecurity,
              name: 'db',
              value: encodeSignatureData(microsoft, new Uint8Array(32).fill(1)),
            }),
          ),
        ]
      : []),
    event(
      5,
      'EV_EFI_GPT_EVENT',
      encodeGpt({
        disk: diskId,
        partitions: [{ type: microsoft, id: partitionId, first: 34n, last: 42n, name: 'EFI' }],
      }),
    ),
    image(4, 'EV_EFI_BOOT_SERVICES_APPLICATION', bootManager),
    event(11, 'EV_COMPACT_HASH', fromHex('10000000')),
    tagged(12, value('BootCounter', bootCount), value('BootDebugging', false)),
    tagged(13, value('BootDebugging', false), encodeAggregation('LoadedModuleAggregation', module)),
    tagged(14, ...signers.map((signer) => value('AuthorityPubKey', utf8(signer)))),
    tagged(12, ...loader),
    tagged(13, encodeSiPolicy(samplePolicy), value('TestSigning', false)),
    event(11, 'EV_COMPACT_HASH', fromHex('ffff0000')),
    ...[12, 13, 14].map((pcr) => event(pcr, 'EV_SEPARATOR', wbcl)),
    event(5, 'EV_EFI_ACTION', utf8('Exit Boot Services Invocation')),
    event(5, 'EV_EFI_ACTION', utf8('Exit Boot Services Returned with Success')),
  ];
}

export const banks: readonly HashName[] = ['sha1', 'sha256'];
export const encodeSample = (events: readonly EventToWrite[]): Uint8Array =>
  encodeEventLog({ banks, events });

/** What a TPM would quote after the events of the log. */
export function quoteOf(
  bytes: Uint8Array,
  bank: HashName = 'sha256',
  pcrs: readonly number[] = quotedPcrs,
) {
  const log = parseEventLog(bytes);
  const values = replayBank(log, bank);
  const selected = pcrs.map((pcr) => values.get(pcr) ?? startOf(bank, pcr, log.startupLocality));
  return { bank, pcrs, pcrDigest: hash(bank, concat(...selected)) };
}

/** A log as proven by a TPM that measured `measured`; `told` is the log that the host sends. */
export function provenLog(
  measured: readonly EventToWrite[],
  told: Uint8Array = encodeSample(measured),
  pcrs: readonly number[] = quotedPcrs,
): ProvenEventLog {
  const proof = proveEventLog(parseEventLog(told), quoteOf(encodeSample(measured), 'sha256', pcrs));
  if (proof.kind !== 'proven') throw new Error(proof.reason);
  return proof.log;
}
