import { ByteWriter, concat, fromGuid, utf8, utf16le } from '@gatehouse/bytes';

const little = (): ByteWriter => new ByteWriter('little');

/** UEFI_VARIABLE_DATA (TCG PFP §10.2.6). `vendor` is a GUID's text. */
export function encodeUefiVariable(variable: {
  readonly vendor: string;
  readonly name: string;
  readonly value: Uint8Array;
}): Uint8Array {
  return little()
    .bytes(fromGuid(variable.vendor))
    .u64(BigInt(variable.name.length))
    .u64(BigInt(variable.value.length))
    .bytes(utf16le(variable.name))
    .bytes(variable.value)
    .finish();
}

/** EFI_SIGNATURE_DATA (UEFI §32.4.1): the value of an EV_EFI_VARIABLE_AUTHORITY. */
export const encodeSignatureData = (owner: string, data: Uint8Array): Uint8Array =>
  concat(fromGuid(owner), data);

/** One EFI_SIGNATURE_LIST (UEFI §32.4.1) of entries of one size; `type` and `owner` are GUIDs. */
export function encodeSignatureList(list: {
  readonly type: string;
  readonly entries: readonly { readonly owner: string; readonly data: Uint8Array }[];
}): Uint8Array {
  const size = 16 + (list.entries[0]?.data.length ?? 0);
  if (list.entries.some(({ data }) => data.length + 16 !== size))
    throw new RangeError('the entries of a signature list have one size');
  const writer = little()
    .bytes(fromGuid(list.type))
    .u32(28 + size * list.entries.length)
    .u32(0)
    .u32(size);
  for (const { owner, data } of list.entries) writer.bytes(encodeSignatureData(owner, data));
  return writer.finish();
}

/** UEFI_IMAGE_LOAD_EVENT (TCG PFP §10.2.3). The event's digest is the Authenticode hash. */
export function encodeImageLoad(image: {
  readonly base: bigint;
  readonly length: bigint;
  readonly linkTimeAddress: bigint;
  readonly devicePath: Uint8Array;
}): Uint8Array {
  return little()
    .u64(image.base)
    .u64(image.length)
    .u64(image.linkTimeAddress)
    .u64(BigInt(image.devicePath.length))
    .bytes(image.devicePath)
    .finish();
}

/** One node of a device path (UEFI §10.3.1). */
export const encodeDevicePathNode = (type: number, subtype: number, data: Uint8Array): Uint8Array =>
  little()
    .u8(type)
    .u8(subtype)
    .u16(data.length + 4)
    .bytes(data)
    .finish();

const endOfPath = encodeDevicePathNode(0x7f, 0xff, new Uint8Array());

/** A device path of its nodes, with the end node. */
export const encodeDevicePath = (nodes: readonly Uint8Array[]): Uint8Array =>
  concat(...nodes, endOfPath);

/** A device path of a file on a GPT partition: hard drive node, file path node, end node. */
export function encodeFileDevicePath(path: {
  readonly partition: number;
  readonly start: bigint;
  readonly size: bigint;
  readonly partitionId: string;
  readonly file: string;
}): Uint8Array {
  const drive = little()
    .u32(path.partition)
    .u64(path.start)
    .u64(path.size)
    .bytes(fromGuid(path.partitionId))
    .u8(2)
    .u8(2)
    .finish();
  return encodeDevicePath([
    encodeDevicePathNode(0x04, 0x01, drive),
    encodeDevicePathNode(0x04, 0x04, utf16le(`${path.file}\0`)),
  ]);
}

/** UEFI_PLATFORM_FIRMWARE_BLOB (TCG PFP §10.2.4). */
export const encodeFirmwareBlob = (base: bigint, length: bigint): Uint8Array =>
  little().u64(base).u64(length).finish();

/** Boot#### (EFI_LOAD_OPTION, UEFI §3.1.3): active, without optional data. */
export function encodeLoadOption(option: {
  readonly description: string;
  readonly devicePath: Uint8Array;
}): Uint8Array {
  return little()
    .u32(1)
    .u16(option.devicePath.length)
    .bytes(utf16le(`${option.description}\0`))
    .bytes(option.devicePath)
    .finish();
}

export interface GptPartition {
  readonly type: string;
  readonly id: string;
  /** First and last block. */
  readonly first: bigint;
  readonly last: bigint;
  readonly name: string;
}

/** UEFI_GPT_DATA (TCG PFP §10.2.5): header of the table and the partitions that exist. */
export function encodeGpt(gpt: {
  readonly disk: string;
  readonly partitions: readonly GptPartition[];
}): Uint8Array {
  const end =
    gpt.partitions
      .map(({ last }) => last)
      .sort((a, b) => (a < b ? -1 : 1))
      .at(-1) ?? 0n;
  const writer = little().bytes(utf8('EFI PART')).u32(0x00010000).u32(92).u32(0).u32(0);
  writer.u64(1n).u64(end + 33n);
  writer.u64(34n).u64(end).bytes(fromGuid(gpt.disk));
  writer.u64(2n).u32(128).u32(128).u32(0);
  writer.u64(BigInt(gpt.partitions.length));
  for (const partition of gpt.partitions) {
    const name = new Uint8Array(72);
    name.set(utf16le(partition.name).subarray(0, 72));
    writer.bytes(fromGuid(partition.type)).bytes(fromGuid(partition.id));
    writer.u64(partition.first).u64(partition.last).u64(0n).bytes(name);
  }
  return writer.finish();
}
