import {
  ByteReader,
  ByteWriter,
  decode,
  encode,
  fromUtf8,
  MalformedError,
  struct,
  u32,
  utf8,
} from '@gatehouse/bytes';

/** TPM_DEVICE_INFO (MS-HGSA §2.2.2.27): as TBS reports it. */
export interface TpmDeviceInfo {
  /** 1. */
  readonly structVersion: number;
  /** 2 for TPM 2.0. */
  readonly tpmVersion: number;
  readonly tpmInterfaceType: number;
  readonly tpmImplVersion: number;
}

export type EvidenceHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface EvidencePcrSelection {
  readonly hash: EvidenceHash;
  /** Ascending PCR numbers below 24. */
  readonly pcrs: readonly number[];
}

/**
 * What a Context carries in its data blobs: Gatehouse's own evidence format, see
 * docs/protocol/attestation-evidence.md. Which of them a message has depends on the step:
 *
 * - offer (host): `hostName`, `tpmDeviceInfo`, `akPublic`, `eventLog`
 * - challenge (hgs): `credentialIdObject`, `credentialEncryptedSecret`, `nonce`, `pcrSelection`
 * - answer (host): `hostName`, `akPublic`, `eventLog`, `activatedSecret`, `quoteAttest`, `quoteSignature`
 */
export interface EvidenceBlobs {
  /** The name that the host claims; UTF-8, at most 253 bytes. Proves nothing. */
  readonly hostName?: string;
  readonly tpmDeviceInfo?: TpmDeviceInfo;
  /** TPMT_PUBLIC of the attestation key. */
  readonly akPublic?: Uint8Array;
  /** TCG log (WBCL), at most 2 MiB. */
  readonly eventLog?: Uint8Array;
  /** Contents of the TPM2B_ID_OBJECT. */
  readonly credentialIdObject?: Uint8Array;
  /** Contents of the TPM2B_ENCRYPTED_SECRET. */
  readonly credentialEncryptedSecret?: Uint8Array;
  /** qualifyingData of the quote. */
  readonly nonce?: Uint8Array;
  readonly pcrSelection?: EvidencePcrSelection;
  /** What TPM2_ActivateCredential released. */
  readonly activatedSecret?: Uint8Array;
  /** TPMS_ATTEST. */
  readonly quoteAttest?: Uint8Array;
  /** TPMT_SIGNATURE. */
  readonly quoteSignature?: Uint8Array;
}
type BlobName = keyof EvidenceBlobs;

/** Context (MS-HGSA §2.2.2.25). */
export interface Context {
  /** EncContext: the 32 bytes that name the challenge; null (all zero) if there is none. The host echoes them. */
  readonly challenge: Uint8Array | null;
  readonly blobs: EvidenceBlobs;
}

interface BlobLayout<T> {
  /** `GH` and a number: no published blob starts like this. */
  readonly tag: number;
  readonly max: number;
  readonly read: (bytes: Uint8Array) => T;
  readonly write: (value: T) => Uint8Array;
}

const bytesUpTo = (tag: number, max: number): BlobLayout<Uint8Array> => ({
  tag,
  max,
  read: (bytes) => bytes,
  write: (bytes) => bytes,
});

const tpmDeviceInfo = struct('TPM_DEVICE_INFO', {
  structVersion: u32,
  tpmVersion: u32,
  tpmInterfaceType: u32,
  tpmImplVersion: u32,
});

/** The blobs: name ↔ tag ↔ bound ↔ layout. */
const blobLayouts: { readonly [K in BlobName]: BlobLayout<Required<EvidenceBlobs>[K]> } = {
  hostName: { tag: 0x47480001, max: 253, read: readText, write: utf8 },
  tpmDeviceInfo: {
    tag: 0x47480002,
    max: 16,
    read: (bytes) => decode(tpmDeviceInfo, bytes),
    write: (value) => encode(tpmDeviceInfo, value),
  },
  akPublic: bytesUpTo(0x47480003, 1024),
  eventLog: bytesUpTo(0x47480004, 2 * 1024 * 1024),
  credentialIdObject: bytesUpTo(0x47480005, 256),
  credentialEncryptedSecret: bytesUpTo(0x47480006, 1024),
  nonce: bytesUpTo(0x47480007, 64),
  pcrSelection: { tag: 0x47480008, max: 6, read: readSelection, write: writeSelection },
  activatedSecret: bytesUpTo(0x47480009, 64),
  quoteAttest: bytesUpTo(0x4748000a, 1024),
  quoteSignature: bytesUpTo(0x4748000b, 1024),
};
const blobNames = Object.keys(blobLayouts) as BlobName[];
const blobNameByTag: ReadonlyMap<number, BlobName> = new Map(
  blobNames.map((name) => [blobLayouts[name].tag, name]),
);

const headerSize = 16;
const challengeSize = 32;
const version = 1;

/** Reads a Context and nothing else. Throws `MalformedError`. */
export function decodeContext(bytes: Uint8Array): Context {
  const reader = new ByteReader(bytes, 'Context');
  const size = reader.u32();
  if (size !== bytes.length)
    reader.fail(`Size is ${size}, the context has ${bytes.length} bytes`, 0);
  if (reader.u32() !== version) reader.fail('Version is not 1', 4);
  const count = reader.u32();
  if (count > blobNames.length) reader.fail(`${count} data blobs are above ${blobNames.length}`, 8);
  reader.u32(); // Reserved: the server ignores it
  const challenge = reader.bytes(challengeSize);
  const blobs: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    const { name, value } = readBlob(reader);
    if (blobs[name] !== undefined) reader.fail(`a second ${name}`);
    blobs[name] = value;
  }
  return reader.done({
    challenge: challenge.some((byte) => byte !== 0) ? challenge : null,
    blobs: blobs as EvidenceBlobs,
  });
}

function readBlob(reader: ByteReader): { readonly name: BlobName; readonly value: unknown } {
  const at = reader.offset;
  const tag = reader.u32();
  const name = blobNameByTag.get(tag);
  if (name === undefined) return reader.fail(`unknown data blob 0x${tag.toString(16)}`, at);
  const layout = blobLayouts[name];
  const length = reader.u32();
  if (length > layout.max) reader.fail(`${name} of ${length} bytes is above ${layout.max}`, at);
  return { name, value: layout.read(reader.bytes(length)) };
}

/** Throws `RangeError` for a challenge that is not 32 bytes or a blob above its bound. */
export function encodeContext(context: Context): Uint8Array {
  const challenge = context.challenge ?? new Uint8Array(challengeSize);
  if (challenge.length !== challengeSize) throw new RangeError('a challenge has 32 bytes');
  const encoded = blobNames.flatMap((name) => blobOf(name, context.blobs));
  const size =
    headerSize + challengeSize + encoded.reduce((sum, blob) => sum + 8 + blob.bytes.length, 0);
  const writer = new ByteWriter()
    .u32(size)
    .u32(version)
    .u32(encoded.length)
    .u32(0)
    .bytes(challenge);
  for (const { tag, bytes } of encoded) writer.u32(tag).u32(bytes.length).bytes(bytes);
  return writer.finish();
}

function blobOf<K extends BlobName>(
  name: K,
  blobs: EvidenceBlobs,
): { readonly tag: number; readonly bytes: Uint8Array }[] {
  const value: Partial<Required<EvidenceBlobs>>[K] = blobs[name];
  if (value === undefined) return [];
  const layout: { readonly [N in BlobName]: BlobLayout<Required<EvidenceBlobs>[N]> }[K] =
    blobLayouts[name];
  const bytes = layout.write(value);
  if (bytes.length > layout.max) throw new RangeError(`${name} is above ${layout.max} bytes`);
  return [{ tag: layout.tag, bytes }];
}

function readText(bytes: Uint8Array): string {
  try {
    const text = fromUtf8(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are refused
    if (/[\u0000-\u001f\u007f]/.test(text)) throw new TypeError('control characters');
    return text;
  } catch {
    throw new MalformedError('host name', 0, 'is no UTF-8 text or has control characters');
  }
}

/** TPM_ALG_ID of the hash (TPM 2.0 Part 2 §6.3). */
const hashIds: Readonly<Record<EvidenceHash, number>> = {
  sha1: 0x0004,
  sha256: 0x000b,
  sha384: 0x000c,
  sha512: 0x000d,
};
const hashNames = Object.keys(hashIds) as EvidenceHash[];

/** TPMS_PCR_SELECTION with three octets of bitmap (TPM 2.0 Part 2 §10.6.2). */
function readSelection(bytes: Uint8Array): EvidencePcrSelection {
  const reader = new ByteReader(bytes, 'TPMS_PCR_SELECTION');
  const id = reader.u16();
  const hash = hashNames.find((name) => hashIds[name] === id);
  if (hash === undefined) return reader.fail(`unknown hash 0x${id.toString(16)}`, 0);
  if (reader.u8() !== 3) reader.fail('sizeofSelect is not 3', 2);
  const bitmap = reader.bytes(3);
  const isSelected = (pcr: number): boolean => (((bitmap[pcr >> 3] ?? 0) >> (pcr & 7)) & 1) === 1;
  return reader.done({ hash, pcrs: Array.from({ length: 24 }, (_, i) => i).filter(isSelected) });
}

function writeSelection(selection: EvidencePcrSelection): Uint8Array {
  const bitmap = new Uint8Array(3);
  for (const pcr of selection.pcrs) {
    if (!Number.isInteger(pcr) || pcr < 0 || pcr > 23) throw new RangeError(`no PCR ${pcr}`);
    bitmap[pcr >> 3] = (bitmap[pcr >> 3] ?? 0) | (1 << (pcr & 7));
  }
  return new ByteWriter().u16(hashIds[selection.hash]).u8(3).bytes(bitmap).finish();
}
