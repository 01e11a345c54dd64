import { ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { certificateIn } from './certificate-details.ts';
import { counted, type Detail } from './detail.ts';
import { guidName, revokedCertificateTypes, signatureTypes, x509Type } from './guids.ts';

/** One EFI_SIGNATURE_DATA in its list. */
export interface SignatureEntry {
  /** GUIDs. */
  readonly type: string;
  readonly owner: string;
  readonly data: Uint8Array;
}

/** The largest published dbx has some hundred entries. */
const entryLimit = 20_000;
const headSize = 28;
const ownerSize = 16;

/**
 * EFI_SIGNATURE_LISTs one after another (UEFI §32.4.1). Throws `MalformedError`. A list in an event
 * does not prove that firmware enforces it: the variable SecureBoot beside it has to be on.
 */
export function readSignatureLists(bytes: Uint8Array, base = 0): readonly SignatureEntry[] {
  const reader = new ByteReader(bytes, 'EFI_SIGNATURE_LIST', 'little', base);
  const entries: SignatureEntry[] = [];
  while (reader.remaining > 0) {
    const at = reader.offset;
    const type = toGuid(reader.bytes(16));
    const listSize = reader.u32();
    const headerSize = reader.u32();
    const size = reader.u32();
    if (listSize < headSize || size < ownerSize || headerSize > listSize - headSize)
      reader.fail(`a list of ${listSize} bytes with entries of ${size}`, at);
    const list = reader.nested(listSize - headSize, 'EFI_SIGNATURE_LIST');
    list.bytes(headerSize);
    while (list.remaining > 0) {
      if (entries.length >= entryLimit) reader.fail(`more than ${entryLimit} entries`, at);
      const owner = toGuid(list.bytes(ownerSize));
      entries.push({ type, owner, data: list.bytes(size - ownerSize) });
    }
  }
  return entries;
}

/** How many entries, and certificates, are shown one by one: published lists have fewer. */
const shown = { entries: 1024, certificates: 64 } as const;

export function signatureListDetail(entries: readonly SignatureEntry[]): Detail {
  return {
    count: entries.length,
    entries: entries.slice(0, shown.entries).map(signatureDetails(shown.certificates)),
    ...(entries.length > shown.entries && { notShown: entries.length - shown.entries }),
  };
}

/** Details of entries in turn, of which `certificates` may cost the reading of a certificate. */
function signatureDetails(certificates: number): (entry: SignatureEntry) => Detail {
  let left = certificates;
  return ({ type, owner, data }) => ({
    type: signatureTypes[type] ?? type,
    owner: guidName(owner),
    ...((type === x509Type && left-- > 0 ? certificateIn(data)?.details : null) ??
      contentOf(type, data)),
  });
}

const timeSize = 16;

/** A hash; of a revoked certificate with the EFI_TIME from when on (all zeros: ever). */
function contentOf(type: string, data: Uint8Array): { readonly [name: string]: Detail } {
  const isRevocation = revokedCertificateTypes.has(type) && data.length > timeSize;
  if (!isRevocation) return { data: toHex(data.subarray(0, 64)) };
  const time = data.subarray(data.length - timeSize);
  return {
    data: toHex(data.subarray(0, data.length - timeSize)),
    revokedFrom: time.every((byte) => byte === 0) ? 'ever' : efiTime(time),
  };
}

/** EFI_TIME (UEFI §8.3): u16 year, u8 month, day, hour, minute, second. */
function efiTime(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes, 'EFI_TIME', 'little');
  const two = () => String(reader.u8()).padStart(2, '0');
  return `${reader.u16()}-${two()}-${two()}T${two()}:${two()}:${two()}`;
}

/** Names of the certificates, and how many hashes there are besides. */
export function summaryOf(entries: readonly SignatureEntry[]): string {
  const names = entries
    .filter(({ type }) => type === x509Type)
    .slice(0, shown.certificates)
    .flatMap(({ data }) => certificateIn(data)?.name ?? []);
  const others = entries.length - names.length;
  const parts = [...names, ...(others > 0 ? [counted(others, 'hash', 'hashes')] : [])];
  return parts.length === 0 ? 'empty' : parts.join(', ');
}
