import { ByteReader, toHex } from '@gatehouse/bytes';
import { readWindowsElements } from '../windows-elements.ts';
import { windowsEventOfType } from '../windows-events.ts';
import { type EventDescription, hex32, oneLine } from './detail.ts';
import { anyText, describeText, readableText } from './text.ts';
import { elementDetails, elementSummary } from './windows-details.ts';

/** Tags of Linux (EFI stub, systemd-boot and its stub), whose data are text. */
const linuxTags: Readonly<Record<string, string>> = {
  '0x8f3b22ec': 'initrd that the Linux EFI stub loaded',
  '0x8f3b22ed': 'command line that the Linux EFI stub got',
  '0xf5bc582a': 'configuration of systemd-boot (loader.conf)',
  '0x6c46f751': 'device tree add-on of a unified kernel image',
  '0x49dffe0f': 'initrd add-on of a unified kernel image',
  '0xdac08e1a': 'microcode add-on of a unified kernel image',
  '0x13aed6db': 'profile of a unified kernel image',
  '0xd5cb7cbc': 'SMBIOS type 1 (system)',
  '0xe0d47bc8': 'SMBIOS type 2 (board)',
  '0xc0b3bd23': 'SMBIOS type 11 (OEM strings)',
};
const windowsPcrs: readonly number[] = [12, 13, 14];

/**
 * TCG_PCClientTaggedEvent: u32 id, u32 size, data; of Windows one SIPA element (wbcl.h). What Windows
 * measured is true of this boot only where the digest is that of the data, before the separator of the
 * PCR, and if the boot loader that measured was Windows': PCR 4 and 14 show that.
 */
export function describeTag(data: Uint8Array, pcr: number): EventDescription {
  const id = data.length < 8 ? null : new ByteReader(data, 'TaggedEvent', 'little').u32();
  if (id === null || readableText(data) !== null) return describeText(data);
  if (windowsEventOfType(id) === undefined && !windowsPcrs.includes(pcr)) return otherTag(data);
  const elements = readWindowsElements(data);
  return {
    description: `Windows boot: ${elementSummary(elements)}`,
    details: elementDetails(elements),
  };
}

function otherTag(data: Uint8Array): EventDescription {
  const reader = new ByteReader(data, 'TCG_PCClientTaggedEvent', 'little');
  const id = reader.u32();
  const content = reader.bytes(reader.u32());
  const tag = hex32(id);
  const kind = Object.hasOwn(linuxTags, tag) ? linuxTags[tag] : undefined;
  if (kind !== undefined) {
    const text = anyText(content);
    return { description: oneLine(`${kind}: “${text}”`), details: { tag, kind, text } };
  }
  const cut = content.length > 16 ? '…' : '';
  return {
    description: `Tag ${tag}, ${content.length} bytes ${toHex(content.subarray(0, 16))}${cut}`,
    details: { tag, size: content.length, data: toHex(content.subarray(0, 256)) },
  };
}
