import { ByteReader, toGuid, toHex } from '@gatehouse/bytes';
import { certificateNamesOf } from './certificate-names.ts';
import type { Detail } from './detail.ts';
import { guidName, signatureTypes, x509Type } from './guids.ts';

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

/** EFI_SIGNATURE_LISTs one after another (UEFI §32.4.1). Throws `MalformedError`. */
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

/** How many entries are shown one by one; a dbx has hundreds. */
const shown = 64;

export function signatureListDetail(entries: readonly SignatureEntry[]): Detail {
  return {
    count: entries.length,
    entries: entries.slice(0, shown).map(signatureDetail),
    ...(entries.length > shown && { notShown: entries.length - shown }),
  };
}

export const signatureDetail = (entry: SignatureEntry): Detail => ({
  type: signatureTypes[entry.type] ?? entry.type,
  owner: guidName(entry.owner),
  ...contentOf(entry),
});

function contentOf({ type, data }: SignatureEntry): { readonly [name: string]: Detail } {
  const names = type === x509Type ? certificateNamesOf(data) : null;
  return names === null ? { data: toHex(data.subarray(0, 64)) } : { ...names };
}

/** Names of the certificates, and how many hashes there are besides. */
export function summaryOf(entries: readonly SignatureEntry[]): string {
  const names = entries.flatMap(({ type, data }) =>
    type === x509Type ? (certificateNamesOf(data)?.subject ?? []) : [],
  );
  const others = entries.length - names.length;
  const parts = [...names, ...(others > 0 ? [`${others} hashes`] : [])];
  return parts.length === 0 ? 'empty' : parts.join(', ');
}
