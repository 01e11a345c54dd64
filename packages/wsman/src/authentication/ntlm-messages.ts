import {
  ByteReader,
  ByteWriter,
  concat,
  equalBytes,
  fromUtf16le,
  MalformedError,
  utf8,
  utf16le,
} from '@gatehouse/bytes';

const signature = utf8('NTLMSSP\0');
const longest = 16_384;

/** NEGOTIATE flags, MS-NLMP §2.2.2.5. */
export const ntlmFlag = {
  unicode: 0x00000001,
  oem: 0x00000002,
  requestTarget: 0x00000004,
  sign: 0x00000010,
  seal: 0x00000020,
  ntlm: 0x00000200,
  alwaysSign: 0x00008000,
  targetTypeServer: 0x00020000,
  extendedSessionSecurity: 0x00080000,
  targetInfo: 0x00800000,
  version: 0x02000000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
  key56: 0x80000000,
} as const;
type NtlmFlag = keyof typeof ntlmFlag;

export const flagsOf = (...names: readonly NtlmFlag[]): number =>
  names.reduce((bits, name) => bits | ntlmFlag[name], 0) >>> 0;
export const hasFlag = (bits: number, name: NtlmFlag): boolean => (bits & ntlmFlag[name]) !== 0;

/** What both of our sides need: nothing weaker than sealed NTLMv2 is ever agreed to. */
export const neededFlags = flagsOf(
  'unicode',
  'sign',
  'seal',
  'ntlm',
  'extendedSessionSecurity',
  'targetInfo',
  'key128',
  'keyExchange',
);
export const offeredFlags =
  (neededFlags | flagsOf('requestTarget', 'alwaysSign', 'version', 'key56')) >>> 0;

/** VERSION (§2.2.2.10): only for people who read traces. 10.0.17763, revision 15. */
const version = Uint8Array.of(10, 0, 0x63, 0x45, 0, 0, 0, 15);

/** AV_PAIR identifiers (§2.2.2.1). */
export const av = {
  end: 0,
  computerName: 1,
  domainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  flags: 6,
  timestamp: 7,
  channelBindings: 10,
} as const;
export type AvPairs = ReadonlyMap<number, Uint8Array>;

export interface Challenge {
  readonly flags: number;
  readonly serverChallenge: Uint8Array;
  readonly targetName: string;
  readonly targetInfo: AvPairs;
}

export interface Authenticate {
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly ntResponse: Uint8Array;
  readonly encryptedSessionKey: Uint8Array;
  /** Zeros while the code is computed over the message. */
  readonly mic: Uint8Array;
}

export const micOffset = 72;
const authenticateHeader = 88;

/** Which of the three messages this is; throws `MalformedError` for anything else. */
export function messageTypeOf(bytes: Uint8Array): 1 | 2 | 3 {
  if (bytes.length > longest || bytes.length < 12 || !equalBytes(bytes.subarray(0, 8), signature))
    throw new MalformedError('NTLMSSP message', 0, 'is not one');
  const type = new ByteReader(bytes.subarray(8, 12), 'MessageType', 'little').u32();
  if (type !== 1 && type !== 2 && type !== 3)
    throw new MalformedError('NTLMSSP message', 8, `has the type ${type}`);
  return type;
}

/** NEGOTIATE_MESSAGE, §2.2.1.1. */
export const writeNegotiate = (flags: number): Uint8Array =>
  new ByteWriter('little')
    .bytes(signature)
    .u32(1)
    .u32(flags)
    .bytes(new Uint8Array(16))
    .bytes(version)
    .finish();

export function readNegotiateFlags(bytes: Uint8Array): number {
  expectType(bytes, 1);
  return fieldsOf(bytes, 'NEGOTIATE_MESSAGE').at(12, (reader) => reader.u32());
}

/** CHALLENGE_MESSAGE, §2.2.1.2. */
export function writeChallenge(challenge: Challenge): Uint8Array {
  const name = utf16le(challenge.targetName);
  const info = writeAvPairs(challenge.targetInfo);
  const headerLength = 56;
  const writer = new ByteWriter('little').bytes(signature).u32(2);
  writeField(writer, name, headerLength);
  writer.u32(challenge.flags).bytes(challenge.serverChallenge).bytes(new Uint8Array(8));
  writeField(writer, info, headerLength + name.length);
  return writer.bytes(version).bytes(name).bytes(info).finish();
}

export function readChallenge(bytes: Uint8Array): Challenge {
  expectType(bytes, 2);
  const fields = fieldsOf(bytes, 'CHALLENGE_MESSAGE');
  return {
    targetName: fromUtf16le(fields.payload(12)),
    flags: fields.at(20, (reader) => reader.u32()),
    serverChallenge: fields.at(24, (reader) => reader.bytes(8)),
    targetInfo: readAvPairs(fields.payload(40)),
  };
}

/** AUTHENTICATE_MESSAGE, §2.2.1.3. */
export function writeAuthenticate(message: Omit<Authenticate, 'mic'>): Uint8Array {
  const noLmResponse = new Uint8Array(24);
  const payloads = [
    noLmResponse,
    message.ntResponse,
    utf16le(message.domain),
    utf16le(message.user),
    new Uint8Array(0),
    message.encryptedSessionKey,
  ];
  const writer = new ByteWriter('little').bytes(signature).u32(3);
  let offset = authenticateHeader;
  for (const payload of payloads) {
    writeField(writer, payload, offset);
    offset += payload.length;
  }
  return writer
    .u32(message.flags)
    .bytes(version)
    .bytes(new Uint8Array(16))
    .bytes(concat(...payloads))
    .finish();
}

export function readAuthenticate(bytes: Uint8Array): Authenticate {
  expectType(bytes, 3);
  const fields = fieldsOf(bytes, 'AUTHENTICATE_MESSAGE');
  return {
    ntResponse: fields.payload(20),
    domain: fromUtf16le(fields.payload(28)),
    user: fromUtf16le(fields.payload(36)),
    encryptedSessionKey: fields.payload(52),
    flags: fields.at(60, (reader) => reader.u32()),
    mic: bytes.subarray(micOffset, micOffset + 16),
  };
}

export function writeAvPairs(pairs: AvPairs): Uint8Array {
  const writer = new ByteWriter('little');
  for (const [id, value] of pairs) writer.u16(id).u16(value.length).bytes(value);
  return writer.u16(av.end).u16(0).finish();
}

/** Up to MsvAvEOL; what follows it is not looked at (clients pad). */
export function readAvPairs(bytes: Uint8Array): AvPairs {
  const reader = new ByteReader(bytes, 'AV_PAIR', 'little');
  const pairs = new Map<number, Uint8Array>();
  for (;;) {
    const id = reader.u16();
    const value = reader.bytes(reader.u16());
    if (id === av.end) return pairs;
    if (pairs.has(id)) reader.fail(`a second value ${id}`);
    pairs.set(id, value);
  }
}

/** 100 ns since 1601, as FILETIME. */
export const fileTime = (at: Date): Uint8Array =>
  new ByteWriter('little').u64(BigInt(at.getTime()) * 10_000n + 116_444_736_000_000_000n).finish();

function expectType(bytes: Uint8Array, type: 1 | 2 | 3): void {
  const found = messageTypeOf(bytes);
  if (found !== type)
    throw new MalformedError('NTLMSSP message', 8, `has the type ${found}, not ${type}`);
}

function fieldsOf(bytes: Uint8Array, name: string) {
  const at = <T>(offset: number, read: (reader: ByteReader) => T): T => {
    const reader = new ByteReader(bytes, name, 'little');
    reader.bytes(offset);
    return read(reader);
  };
  /** Length, maximal length and offset of a payload field. */
  const payload = (offset: number): Uint8Array => {
    const [length, from] = at(offset, (reader) => {
      const size = reader.u16();
      reader.u16();
      return [size, reader.u32()] as const;
    });
    return length === 0 ? new Uint8Array(0) : at(from, (reader) => reader.bytes(length));
  };
  return { at, payload };
}

const writeField = (writer: ByteWriter, payload: Uint8Array, offset: number): ByteWriter =>
  writer.u16(payload.length).u16(payload.length).u32(offset);
