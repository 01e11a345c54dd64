import { ByteReader, equalBytes, fromGuid, fromUtf16le, toGuid } from '@gatehouse/bytes';

/** UEFI_VARIABLE_DATA (TCG PFP §10.2.6). */
export interface UefiVariable {
  /** GUID's text. */
  readonly vendor: string;
  readonly name: string;
  readonly value: Uint8Array;
}

/** GUIDs of the variables that decide what may boot (UEFI §3.3, §32.6). */
export const variableVendor = {
  global: '8be4df61-93ca-11d2-aa0d-00e098032b8c',
  imageSecurity: 'd719b2cb-3d3a-4596-a3bc-dad00e67656f',
  shim: '605dab50-e046-4300-abb6-3dd810dd8b23',
} as const;

const knownVendors = Object.values(variableVendor).map((text) => ({ text, id: fromGuid(text) }));

function vendorOf(id: Uint8Array): string {
  for (const known of knownVendors) if (equalBytes(known.id, id)) return known.text;
  return toGuid(id);
}

/** Characters of a variable's name at most: real ones have fewer than fifty. */
const longestName = 1024;

/** Bytes that shim before 15.3 counts behind the value: padding of a C structure, of any content. */
const shimPadding = 6;

/** Reads to the last byte but the padding of shim. Throws `MalformedError`. */
export function readUefiVariable(data: Uint8Array, base = 0): UefiVariable {
  const reader = new ByteReader(data, 'UEFI_VARIABLE_DATA', 'little', base);
  const vendor = vendorOf(reader.bytes(16));
  const nameLength = reader.u64();
  const valueLength = reader.u64();
  if (nameLength > longestName) reader.fail(`a name of ${nameLength} characters`);
  const name = fromUtf16le(reader.bytes(Number(nameLength) * 2));
  if (valueLength > reader.remaining)
    reader.fail(`a value of ${valueLength} bytes, ${reader.remaining} are left`);
  const value = reader.bytes(Number(valueLength));
  if (reader.remaining === shimPadding) reader.bytes(shimPadding);
  return reader.done({ vendor, name, value });
}
