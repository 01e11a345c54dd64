/** UEFI_VARIABLE_DATA. `vendor` is a GUID's text. */
export function encodeUefiVariable(_variable: {
  readonly vendor: string;
  readonly name: string;
  readonly value: Uint8Array;
}): Uint8Array {
  throw new Error('not ready');
}
/** One EFI_SIGNATURE_LIST of entries of one size. */
export function encodeSignatureList(_list: {
  readonly type: string;
  readonly entries: readonly { readonly owner: string; readonly data: Uint8Array }[];
}): Uint8Array {
  throw new Error('not ready');
}
/** EFI_SIGNATURE_DATA: the value of an EV_EFI_VARIABLE_AUTHORITY. */
export function encodeSignatureData(_owner: string, _data: Uint8Array): Uint8Array {
  throw new Error('not ready');
}
/** UEFI_IMAGE_LOAD_EVENT. */
export function encodeImageLoad(_image: {
  readonly base: bigint;
  readonly length: bigint;
  readonly linkTimeAddress: bigint;
  readonly devicePath: Uint8Array;
}): Uint8Array {
  throw new Error('not ready');
}
/** A device path of a hard drive partition (GPT) and a file on it, with its end node. */
export function encodeFileDevicePath(_path: {
  readonly partition: number;
  readonly start: bigint;
  readonly size: bigint;
  readonly partitionId: string;
  readonly file: string;
}): Uint8Array {
  throw new Error('not ready');
}
/** UEFI_PLATFORM_FIRMWARE_BLOB. */
export function encodeFirmwareBlob(_base: bigint, _length: bigint): Uint8Array {
  throw new Error('not ready');
}
/** UEFI_GPT_DATA. */
export function encodeGpt(_gpt: {
  readonly disk: string;
  readonly partitions: readonly {
    readonly type: string;
    readonly id: string;
    readonly first: bigint;
    readonly last: bigint;
    readonly name: string;
  }[];
}): Uint8Array {
  throw new Error('not ready');
}
