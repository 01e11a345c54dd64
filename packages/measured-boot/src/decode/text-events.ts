import { ByteReader } from '@gatehouse/bytes';
import { vendorEventOf } from '../vendor-event-types.ts';
import { type EventDescription, oneLine } from './detail.ts';
import { describeText, readableText } from './text.ts';

/** What the strings of EV_ACTION and EV_EFI_ACTION say (TCG PFP §10.4.4). */
const actions: Readonly<Record<string, string>> = {
  'Calling EFI Application from Boot Option': 'The firmware starts what the boot order names.',
  'Returning from EFI Application from Boot Option':
    'What was started gave up, and the next one is tried.',
  'Exit Boot Services Invocation': 'The operating system takes over from the firmware.',
  'Exit Boot Services Returned with Failure': 'The operating system could not take over.',
  'Exit Boot Services Returned with Success': 'The operating system has taken over.',
  'UEFI Debug Mode': 'The firmware can be debugged: whoever does can change what it does.',
  'DMA Protection Disabled': 'Devices can write to memory while the firmware runs.',
  'BOOT ATTEMPTS OMITTED': 'Boot attempts are not measured.',
};

/** EV_ACTION, EV_EFI_ACTION. Proves that the string was measured, not that the action took place. */
export function describeAction(data: Uint8Array): EventDescription {
  const text = readableText(data);
  const meaning = text !== null && Object.hasOwn(actions, text) ? actions[text] : undefined;
  const described = describeText(data);
  return meaning === undefined
    ? described
    : { ...described, details: { text, meaning }, readAs: 'values' };
}

/** What boot loaders write into EV_IPL, by how it begins. */
const loaderTexts: readonly { readonly starts: RegExp; readonly kind: string }[] = [
  { starts: /^grub_cmd: /, kind: 'GRUB command' },
  { starts: /^(grub_)?kernel_cmdline: /, kind: 'command line of the kernel (GRUB)' },
  { starts: /^module_cmdline: /, kind: 'command line of a module (GRUB)' },
  { starts: /^(\(|\/)/, kind: 'file that GRUB read' },
  { starts: /^Mok|^Sbat/, kind: 'variable of shim' },
  { starts: /^\.[a-z]+$/, kind: 'section of a unified kernel image' },
];

/**
 * EV_IPL: a boot loader's text. GRUB measures commands by their text but files by their content, which is
 * not in the log; UTF-16 is the command line as systemd-boot and its stub measure it. None of it says
 * who measured: anything that runs after the firmware can.
 */
export function describeLoader(data: Uint8Array): EventDescription {
  const described = describeText(data);
  const text = readableText(data);
  if (text === null) return described;
  const isWide = data[1] === 0;
  const kind = isWide
    ? 'command line (systemd-boot)'
    : loaderTexts.find(({ starts }) => starts.test(text))?.kind;
  return kind === undefined
    ? described
    : { ...described, details: { kind, text }, readAs: 'values' };
}

/** EV_COMPACT_HASH: usually one number; in PCR 11 a mark of the Windows boot for BitLocker. */
export function describeCompactHash(data: Uint8Array, pcr: number): EventDescription {
  if (data.length !== 4) return describeText(data);
  const value = `0x${new ByteReader(data, 'u32', 'little').u32().toString(16).padStart(8, '0')}`;
  const what = pcr === bitlockerPcr ? 'BitLocker access control' : 'Value';
  return { description: `${what} ${value}`, details: { value } };
}

const bitlockerPcr = 11;

/**
 * A type of a vendor (Intel TXT, AMD, Arm): its name, and data as text or bytes. What its digest is of is
 * the vendor's to say; the log does not show it.
 */
export function describeVendorEvent(data: Uint8Array, type: number): EventDescription {
  const known = vendorEventOf(type);
  const described = describeText(data);
  if (known === undefined) return described;
  const { vendor, name } = known;
  const what = `${vendor}: ${name.toLowerCase().replaceAll('_', ' ')}`;
  return {
    description: data.length === 0 ? what : oneLine(`${what}, ${described.description}`),
    details: { vendor, name, data: described.details },
  };
}
