import { ByteWriter, concat, fromHex, MalformedError, utf8, utf16le } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { devicePathText } from './decode/device-path.ts';
import { readSignatureLists } from './decode/signature-lists.ts';
import { describeEvent } from './describe-event.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, event, sampleEvents } from './sample-boot.ts';
import { variableVendor } from './uefi-variable.ts';
import { encodeEventLog } from './write-event-log.ts';
import { encodeDevicePath, encodeDevicePathNode, encodeUefiVariable } from './write-uefi-events.ts';

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
      "7 Variable PK: 1 hash",
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
      "7 Verified by db: hash 0101010101010101010101010101010101010101010101010101010101010101",
      "5 Partition table of disk 99999999-2222-3333-4444-555555555555, 1 partition",
      "4 Image \\bootmgfw.efi",
      "11 BitLocker access control 0x00000010",
      "12 Windows boot: BootDebugging false",
      "13 Windows boot: BootDebugging false",
      "14 Windows boot: 1 boot authority",
      "12 Windows boot: TransferControl 1 (to the OS loader); OSKernelDebug false; HypervisorDebug false; TestSigning false; VBSHVCIPolicy 1; VSMIDKInfo",
      "13 Windows boot: code integrity policy SiPolicy.p7b 10.0.0.0; TestSigning false",
      "11 BitLocker access control 0x0000ffff",
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
    ['EV_COMPACT_HASH', fromHex('10000000'), 'Value 0x00000010'],
    ['EV_IPL', concat(utf16le('quiet splash'), Uint8Array.of(0)), '“quiet splash”'],
    ['EV_PLATFORM_CONFIG_FLAGS', concat(utf16le('kernel'), new Uint8Array(4)), '“kernel”'],
    [
      'EV_NONHOST_INFO',
      concat(utf8('IntelCSxEEvent01'), fromHex('00ff')),
      'IntelCSxEEvent01, 18 bytes',
    ],
    ['EV_EVENT_TAG', fromHex('070000000400000001020304'), 'Tag 0x00000007, 4 bytes 01020304'],
    [
      'EV_EVENT_TAG',
      concat(fromHex('ec223b8f0d000000'), utf8('Linux initrd\0')),
      'initrd that the Linux EFI stub loaded: “Linux initrd”',
    ],
    [
      'EV_IPL_PARTITION_DATA',
      concat(
        fromHex('af74030000008020210083353'.padEnd(24, '7').slice(0, 24)),
        new Uint8Array(58),
        fromHex('55aa'),
      ),
      'Master boot record of disk 0x000374af, 1 partition',
    ],
    [
      'EV_NO_ACTION',
      concat(utf8('Spec ID Event00\0'), fromHex('00000000020102000000')),
      'Log of specification 1.2, errata 2, client platform',
    ],
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
  test.each([
    [
      '01/03',
      '0b0000000000afbc00000000ffff2ebd00000000',
      'MemoryMapped(0xb,0xbcaf0000,0xbd2effff)',
    ],
    ['02/01', 'd041080a01000000', 'PciRoot(0x1)'],
    ['03/02', '01000000', 'Scsi(0x1,0x0)'],
    ['03/05', '0300', 'USB(0x3,0x0)'],
    [
      '03/0a',
      'd23878bc820f604d8316c068ee79d25baabb',
      'VenMsg(bc7838d2-0f82-4d60-8316-c068ee79d25b,aabb)',
    ],
    ['03/12', '0100ffff0000', 'Sata(0x1,0xffff,0x0)'],
    [
      '04/01',
      `0100000000080000000000000020030000000000${'11'.repeat(16)}0202`,
      'HD(1,GPT,11111111-1111-1111-1111-111111111111,0x800,0x32000)',
    ],
    ['04/03', '11'.repeat(16), 'VenMedia(11111111-1111-1111-1111-111111111111)'],
    ['04/06', '11'.repeat(16), 'FvFile(11111111-1111-1111-1111-111111111111)'],
    ['04/07', '11'.repeat(16), 'Fv(11111111-1111-1111-1111-111111111111)'],
    ['04/08', '00000000100000000000000020000000000000'.padEnd(40, '0'), 'Offset(0x10,0x20)'],
    ['05/01', '0200000044697363 00'.replace(' ', ''), 'BBS(HD,Disc,0x0)'],
  ])('writes a node %s', (key, hex, text) => {
    const [type = 0, subtype = 0] = key.split('/').map((part) => Number.parseInt(part, 16));
    expect(devicePathText(encodeDevicePath([node(type, subtype, hex)]))).toBe(text);
  });
  test('whose node is shorter than its head is refused', () => {
    expect(() => devicePathText(fromHex('01010200'))).toThrow(MalformedError);
  });
});

describe('what a device says of itself', () => {
  const path = encodeDevicePath([encodeDevicePathNode(0x01, 0x01, fromHex('0003'))]);
  const counted = (bytes: Uint8Array) =>
    concat(new ByteWriter('little').u64(BigInt(bytes.length)).finish(), bytes);
  const block = fromHex('010107000104000000abcd');
  const pci = fromHex('01001000de1090220102000386801234');
  const detailsOf = (data: Uint8Array) => {
    const found = parseEventLog(
      encodeEventLog({
        banks: ['sha256'],
        events: [event(2, 'EV_EFI_SPDM_FIRMWARE_BLOB', data)],
      }),
    ).events[1];
    return found === undefined ? null : describeEvent(found);
  };
  test('is read by the first layout', () =>
    expect(
      detailsOf(
        concat(
          utf8('SPDM Device Sec\0'),
          fromHex('010000000200000001000000'),
          block,
          counted(path),
          pci,
        ),
      ),
    ).toEqual({
      description: 'Device Pci(0x3,0x0), measurement 1',
      details: {
        version: 1,
        hashAlgorithm: 'SHA-256',
        device: 'PCI',
        index: 1,
        measures: 'mutable firmware',
        form: 'digest',
        measurement: '0000abcd',
        devicePath: 'Pci(0x3,0x0)',
        context: {
          vendor: '0x000010de',
          device: '0x00002290',
          revision: 1,
          class: '0x030002',
          subsystemVendor: '0x00008086',
          subsystem: '0x00003412',
        },
      },
      readAs: 'values',
    }));
  test('is read by the second layout, with how it was authenticated', () => {
    const subHeader = concat(fromHex('0012010002000000'), block);
    const head = new ByteWriter('little')
      .u16(2)
      .u8(3)
      .u8(0)
      .u32(0)
      .u32(1)
      .u32(0)
      .u32(subHeader.length)
      .u64(7n)
      .finish();
    expect(
      detailsOf(concat(utf8('SPDM Device Sec2'), head, counted(path), subHeader, pci))?.details,
    ).toMatchObject({
      authState: '3 (failed: no signature)',
      uid: 7,
      spdmVersion: '1.2',
      hashAlgorithm: 'SHA-256',
      measurements: [{ index: 1, measures: 'mutable firmware', measurement: '0000abcd' }],
    });
  });
});

describe('several variables in one event', () => {
  test('are all read', () => {
    const variable = (name: string, value: Uint8Array) =>
      encodeUefiVariable({ vendor: variableVendor.global, name, value });
    const data = concat(
      variable('BootOrder', fromHex('01000200')),
      variable('BootNext', fromHex('0200')),
    );
    expect(described(1, 'EV_EFI_VARIABLE_BOOT', data)).toMatchObject({
      description: '2 variables, first: Variable BootOrder: 0001, 0002',
      details: { variables: [{ name: 'BootOrder' }, { name: 'BootNext', value: ['0002'] }] },
    });
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
