import {
  type Codec,
  decode,
  encode,
  fromUtf16le,
  struct,
  u16,
  u32,
  u64,
  utf16le,
} from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { logAlgorithmOf, logAlgorithms } from './log-algorithms.ts';

/** SIPAEVENT_SI_POLICY_PAYLOAD: a code integrity policy that the boot loader applied. */
export interface MeasuredSiPolicy {
  readonly name: string;
  /** Four parts, e.g. `10.0.0.0`. */
  readonly version: string;
  readonly digestAlgorithm: HashName;
  readonly digest: Uint8Array;
}

/** SIPAEVENT_VSM_IDK_RSA_INFO: an RSA public key of virtual secure mode; both numbers big-endian. */
export interface MeasuredVsmKey {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/** SIPAEVENT_REVOCATION_LIST_PAYLOAD. */
export interface MeasuredRevocationList {
  /** FILETIME: 100 ns since 1601. */
  readonly created: bigint;
  readonly digestAlgorithm: number;
  readonly digest: Uint8Array;
}

const policyHead = struct('SIPAEVENT_SI_POLICY_PAYLOAD', {
  version: u64,
  nameLength: u16,
  algorithm: u16,
  digestLength: u32,
});

/** Text of UTF-16LE up to its NUL, if it has one. */
export function fromTerminated(bytes: Uint8Array): string {
  const text = fromUtf16le(bytes);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

export const siPolicyPayload: Codec<MeasuredSiPolicy> = {
  name: policyHead.name,
  read: (r) => {
    const head = policyHead.read(r);
    const name = fromTerminated(r.bytes(head.nameLength));
    const known = logAlgorithmOf(head.algorithm);
    if (known?.bank == null || known.size !== head.digestLength)
      return r.fail(`a digest of ${head.digestLength} bytes of algorithm ${head.algorithm}`);
    const digest = r.bytes(head.digestLength);
    return { name, version: versionText(head.version), digestAlgorithm: known.bank, digest };
  },
  write: (w, v) => {
    const name = utf16le(`${v.name}\0`);
    const algorithm = logAlgorithms.find(({ bank }) => bank === v.digestAlgorithm)?.id ?? 0;
    policyHead.write(w, {
      version: versionNumber(v.version),
      nameLength: name.length,
      algorithm,
      digestLength: v.digest.length,
    });
    w.bytes(name).bytes(v.digest);
  },
};

/** Versions are four 16-bit parts, the first the highest. */
export function versionText(version: bigint): string {
  const [high, low] = [Number(version >> 32n), Number(version & 0xffffffffn)];
  return `${high >>> 16}.${high & 0xffff}.${low >>> 16}.${low & 0xffff}`;
}

function versionNumber(text: string): bigint {
  const parts = text.split('.').map(BigInt);
  if (parts.length !== 4 || parts.some((part) => part < 0n || part > 0xffffn))
    throw new RangeError(`not a version of four parts: ${text}`);
  return parts.reduce((sum, part) => (sum << 16n) | part, 0n);
}

const keyHead = struct('SIPAEVENT_VSM_IDK_RSA_INFO', {
  algorithm: u32,
  keyBits: u32,
  exponentLength: u32,
  modulusLength: u32,
});
const rsa = 1;
/** RSA of 16384 bits: more is no key. */
const longestNumber = 2048;

export const vsmKeyPayload: Codec<MeasuredVsmKey> = {
  name: keyHead.name,
  read: (r) => {
    const head = keyHead.read(r);
    if (head.algorithm !== rsa) r.fail(`key algorithm ${head.algorithm} is not RSA (1)`);
    if (head.exponentLength > 8 || head.modulusLength > longestNumber)
      r.fail(`numbers of ${head.exponentLength} and ${head.modulusLength} bytes are no RSA key`);
    const exponent = r.bytes(head.exponentLength);
    return { exponent, modulus: r.bytes(head.modulusLength) };
  },
  write: (w, v) => {
    keyHead.write(w, {
      algorithm: rsa,
      keyBits: v.modulus.length * 8,
      exponentLength: v.exponent.length,
      modulusLength: v.modulus.length,
    });
    w.bytes(v.exponent).bytes(v.modulus);
  },
};

const revocationHead = struct('SIPAEVENT_REVOCATION_LIST_PAYLOAD', {
  created: u64,
  digestLength: u32,
  digestAlgorithm: u16,
});

export const revocationListPayload: Codec<MeasuredRevocationList> = {
  name: revocationHead.name,
  read: (r) => {
    const { created, digestLength, digestAlgorithm } = revocationHead.read(r);
    return { created, digestAlgorithm, digest: r.bytes(digestLength) };
  },
  write: (w, v) => {
    revocationHead.write(w, { ...v, digestLength: v.digest.length });
    w.bytes(v.digest);
  },
};

/** SIPAEVENT_SBCP_INFO_PAYLOAD_V1: a Secure Boot custom policy. */
export const sbcpHead = struct('SIPAEVENT_SBCP_INFO_PAYLOAD_V1', {
  payloadVersion: u32,
  varDataOffset: u32,
  digestAlgorithm: u16,
  digestLength: u16,
  options: u32,
  signersCount: u32,
});

export const read = <T>(codec: Codec<T>, data: Uint8Array): T => decode(codec, data, 'little');
export const write = <T>(codec: Codec<T>, value: T): Uint8Array => encode(codec, value, 'little');
