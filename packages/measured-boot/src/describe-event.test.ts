import { concat, fromHex, MalformedError, utf8, utf16le } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { devicePathText } from './decode/device-path.ts';
import { readSignatureLists } from './decode/signature-lists.ts';
import { describeEvent } from './describe-event.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, event, sampleEvents } from './sample-boot.ts';
import { encodeEventLog } from './write-event-log.ts';
import { encodeDevicePath, encodeDevicePathNode } from './write-uefi-events.ts';

const described = (pcr: number, type: keyof typeof eventType, data: Uint8Array) => {
  const log = parseEventLog(
    encodeEventLog({ banks: ['sha256'], events: [event(pcr, type, data)] }),
  );
  const [, found] = log.events;
  if (found === undefined) throw new Error('no event');
  return describeEvent(found);
};

test('the events of a boot are told in words', () => {
  const { events } = parseEventLog(encodeSample(sampleEvents({ optionRoms: [] })));
  const lines = events.map((each) => `${each.pcr} ${describeEvent(each).description}`);
  expect(lines).toMatchInlineSnapshot(`
    [
      "0 Log of specification 2.0, errata 0, client platform",
      "0 Firmware version “1.0”",
      "0 Firmware at 0xff000000, 16777216 bytes",
      "7 Variable SecureBoot: on",
      "7 Variable PK: 1 hashes",
      "7 Variable KEK: 2 hashes",
      "7 Variable db: 2 hashes",
      "7 Variable dbx: 3 hashes",
      "1 Variable Boot0000: Windows Boot Manager (\\bootmgfw.efi)",
      "4 “Calling EFI Application from Boot Option”",
      "0 Separator: end of what the firmware measures",
      "1 Separator: end of what the firmware measures",
      "2 Separator: end of what the firmware measures",
      "3 Separator: end of what the firmware measures",
      "4 Separator: end of what the firmware measures",
      "5 Separator: end of what the firmware measures",
      "6 Separator: end of what the firmware measures",
      "7 Separator: end of what the firmware measures",
      "7 Verified by db: 48 bytes bd9afa775903324dbd6028f4e78f784b",
      "5 Partition table of disk 99999999-2222-3333-4444-555555555555, 1 partitions",
      "4 Image \\bootmgfw.efi",
      "11 4 bytes 10000000",
      "12 Windows boot: BootDebugging false",
      "13 Windows boot: BootDebugging false",
      "14 Windows boot: 1 boot authorities",
      "12 Windows boot: TransferControl 1 (to the OS loader); OSKernelDebug false; HypervisorDebug false; TestSigning false; VBSHVCIPolicy 1; VSMIDKInfo",
      "13 Windows boot: code integrity policy SiPolicy.p7b 10.0.0.0; TestSigning false",
      "11 4 bytes ffff0000",
      "12 Separator: end of what the Windows boot measures",
      "13 Separator: end of what the Windows boot measures",
      "14 Separator: end of what the Windows boot measures",
      "5 “Exit Boot Services Invocation”",
      "5 “Exit Boot Services Returned with Success”",
    ]
  `);
});

describe('what firmware says of itself', () => {
  const text = (value: string) => concat(Uint8Array.of(value.length + 1), utf8(`${value}\0`));
  test.each<[keyof typeof eventType, Uint8Array, string]>([
    ['EV_POST_CODE', utf8('ACPI DATA'), '“ACPI DATA”'],
    [
      'EV_S_CRTM_VERSION',
      fromHex('1efb6b540c1d5540a4ad4ef4bf17b83a'),
      'Firmware version 546bfb1e-1d0c-4055-a4ad-4ef4bf17b83a',
    ],
    [
      'EV_EFI_PLATFORM_FIRMWARE_BLOB2',
      concat(text('PEI'), new Uint8Array(16)),
      'Firmware PEI at 0x0, 0 bytes',
    ],
    ['EV_IPL', utf8('grub_cmd: boot\0'), '“grub_cmd: boot”'],
    ['EV_IPL', utf16le('quiet splash\0'), '“quiet splash”'],
    ['EV_COMPACT_HASH', fromHex('10000000'), '4 bytes 10000000'],
    ['EV_EFI_GPT_EVENT', utf8('short'), 'Unreadable data: needs 8 bytes, 5 are left'],
    [
      'EV_NO_ACTION',
      concat(utf8('StartupLocality\0'), Uint8Array.of(3)),
      'TPM started in locality 3',
    ],
    [
      'EV_NO_ACTION',
      concat(
        utf8('SP800-155 Event2'),
        new Uint8Array(20),
        text('Contoso'),
        text('Host'),
        text('1'),
        text('Firm'),
        new Uint8Array(4),
        text('2.0'),
      ),
      'Reference manifest of Contoso Host, firmware 2.0',
    ],
    ['EV_EFI_HCRTM_EVENT', utf8('HCRTM'), '“HCRTM”'],
  ])('%s is told', (type, data, expected) =>
    expect(described(0, type, data).description).toBe(expected),
  );
});

describe('a device path', () => {
  const node = (type: number, subtype: number, hex: string) =>
    encodeDevicePathNode(type, subtype, fromHex(hex));
  test('is written as people know it', () => {
    const path = encodeDevicePath([
      node(0x02, 0x01, 'd041030a00000000'),
      node(0x01, 0x01, '001d'),
      node(0x03, 0x17, '01000000002538ab21b1e4ac'),
      encodeDevicePathNode(0x04, 0x04, utf16le('\\EFI\\boot.efi\0')),
      node(0x66, 0x01, 'abcd'),
    ]);
    expect(devicePathText(path)).toBe(
      'PciRoot(0x0)/Pci(0x1d,0x0)/NVMe(0x1,ace4b121ab382500)/\\EFI\\boot.efi/Path(66/01,abcd)',
    );
  });
  test('whose node is shorter than its head is refused', () => {
    expect(() => devicePathText(fromHex('01010200'))).toThrow(MalformedError);
  });
});

test('a signature list that lies about its size is refused', () => {
  const head = new Uint8Array(28);
  expect(() => readSignatureLists(head)).toThrow('a list of 0 bytes');
  expect(() => readSignatureLists(head.with(16, 40).with(24, 48))).toThrow(MalformedError);
});

test('no data of any type raises anything', () => {
  const types = Object.values(eventType);
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(24),
      (type, data, pcr) => {
        const { description } = describeEvent({
          index: 0,
          pcr: pcr === 24 ? 0xffffffff : pcr,
          type,
          typeName: '',
          digests: {},
          data,
          offset: 0,
        });
        expect(description.length).toBeLessThan(500);
      },
    ),
    { numRuns: 2000 },
  );
});
