import { ByteReader, MalformedError, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import type { WindowsElement } from '../windows-elements.ts';
import { leavesOf } from '../windows-elements.ts';
import { type WindowsValueKind, windowsEventOfType } from '../windows-events.ts';
import {
  fromTerminated,
  read,
  revocationListPayload,
  sbcpHead,
  siPolicyPayload,
  vsmKeyPayload,
} from '../windows-payloads.ts';
import { counted, type Detail, hex32, numberDetail, oneLine } from './detail.ts';
import { instantOf } from './file-time.ts';
import { readPublicKey, readTrustPoint } from './trust-points.ts';

/** Words for numbers, by the name of the element. */
const meanings: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  TransferControl: {
    1: 'to the OS loader',
    2: 'to resume from hibernation',
    3: 'to a Microsoft utility',
    4: 'without signature check',
    5: 'to the hypervisor',
  },
  SMTStatus: { 0: 'off or unsupported', 1: 'on', 2: 'off in software' },
  OSDevice: {
    65537: 'hard disk',
    65538: 'removable',
    65539: 'CD-ROM',
    65540: 'partition',
    65541: 'file',
    65542: 'RAM disk',
    65543: 'VHD',
    131072: 'serial',
    196608: 'UDP',
    262144: 'VMBus',
    327680: 'composite',
    393216: 'CIMFS',
  },
  IDKGenerationStatus: { 0: 'hardware: the key of an earlier boot', 1: 'virtual TPM: a new key' },
  MorBitAPIStatus: { 0: 'success', 3221226021: 'STATUS_NOT_FOUND' },
  DRTMSMMLevel: {
    0: 'no isolation of SMM',
    1: 'isolation of SMM, level 1',
    2: 'isolation of SMM, level 2',
    3: 'isolation of SMM, level 3',
  },
  HashAlgorithmID: { 32772: 'SHA-1', 32780: 'SHA-256', 32781: 'SHA-384', 32782: 'SHA-512' },
  HypervisorIOMMUPolicy: { 0: 'default', 1: 'enabled', 2: 'disabled' },
};

/** SIPAEVENT_BITLOCKER_UNLOCK. */
const unlockBits: Readonly<Record<number, string>> = {
  1: 'cached',
  2: 'media',
  4: 'TPM',
  16: 'PIN',
  32: 'external key',
  64: 'recovery password',
  128: 'passphrase',
  256: 'network',
  512: 'volume master key',
};

const number = (data: Uint8Array, name: string): Detail => {
  const reader = new ByteReader(data, name, 'little');
  const value =
    data.length === 8 ? numberDetail(reader.u64()) : data.length === 4 ? reader.u32() : reader.u8();
  if (typeof value !== 'number') return value ?? null;
  if (name === 'BitlockerUnlock') return unlockOf(value);
  const meaning = meanings[name]?.[value];
  return meaning === undefined ? value : `${value} (${meaning})`;
};

function unlockOf(bits: number): Detail {
  const names = Object.entries(unlockBits).flatMap(([bit, name]) =>
    (bits & Number(bit)) === 0 ? [] : name,
  );
  return names.length === 0 ? `${bits} (not by BitLocker)` : `${bits} (${names.join(', ')})`;
}

const kinds: Readonly<
  Record<Exclude<WindowsValueKind, 'elements'>, (data: Uint8Array, name: string) => Detail>
> = {
  flag: (data) => (data.length === 1 ? data[0] !== 0 : toHex(data)),
  u8: number,
  u32: number,
  u64: number,
  text: (data) => fromTerminated(data),
  filetime: (data, name) => instantOf(new ByteReader(data, name, 'little').u64()),
  bytes: (data) => toHex(data.subarray(0, 600)),
  empty: () => null,
  'si-policy': (data) => {
    const policy = read(siPolicyPayload, data);
    return { ...policy, digest: toHex(policy.digest) };
  },
  'vsm-key': (data) => {
    const { modulus, exponent } = read(vsmKeyPayload, data);
    return { modulus: toHex(modulus), exponent: toHex(exponent), bits: modulus.length * 8 };
  },
  'revocation-list': (data) => {
    const { created, digest } = read(revocationListPayload, data);
    return { created: instantOf(created), digest: toHex(digest) };
  },
  sbcp: (data) => {
    const reader = new ByteReader(data, sbcpHead.name, 'little');
    const { options, signersCount } = sbcpHead.read(reader);
    return { options: hex32(options), signers: signersCount, digest: toHex(reader.rest()) };
  },
  'policy-signer': readPolicySigner,
  quote: readTrustPoint,
  'public-key': (data) => ({ key: readPublicKey(data), sha256: toHex(hash('sha256', data)) }),
  'algorithm-and-bytes': (data, name) => {
    const reader = new ByteReader(data, name, 'little');
    const algorithm = reader.u32();
    return { algorithm, value: toHex(reader.bytes(reader.u32()).subarray(0, 600)) };
  },
  checksum: (data, name) => {
    const reader = new ByteReader(data, name, 'little');
    return { type: reader.u16(), checksum: toHex(reader.rest().subarray(0, 128)) };
  },
};

/** SIPAEVENT_SI_POLICY_SIGNER_PAYLOAD: which certificates signed the policy. */
function readPolicySigner(data: Uint8Array): Detail {
  const r = new ByteReader(data, 'SIPAEVENT_SI_POLICY_SIGNER_PAYLOAD', 'little');
  const root = r.u32();
  r.u32();
  const certificates = r.u16();
  const nameLength = r.u16();
  r.u16();
  const ekus = r.u16();
  const name = fromTerminated(r.bytes(nameLength));
  const ekuValues = Array.from({ length: ekus }, () => toHex(r.bytes(r.u8())));
  const chain = Array.from({ length: certificates }, () => {
    const publisherLength = r.u16();
    const issuerLength = r.u16();
    r.u32();
    const digestLength = r.u16();
    const publisher = fromTerminated(r.bytes(publisherLength));
    const issuer = fromTerminated(r.bytes(issuerLength));
    return { publisher, issuer, tbsDigest: toHex(r.bytes(digestLength)) };
  });
  return { root, name, ekus: ekuValues, certificates: chain };
}

/** Elements with their names and values; what cannot be read is in hex. */
export const elementDetails = (elements: readonly WindowsElement[]): Detail =>
  elements.map((element) => {
    const known = windowsEventOfType(element.type);
    const name = known?.name ?? hex32(element.type);
    return element.children.length > 0
      ? { name, elements: elementDetails(element.children) }
      : { name, value: detailOf(element, name, known?.kind ?? 'bytes') };
  });

function detailOf(element: WindowsElement, name: string, kind: WindowsValueKind): Detail {
  if (kind === 'elements') return [];
  try {
    return kinds[kind](element.data, name);
  } catch (error) {
    if (error instanceof MalformedError)
      return `unreadable: ${toHex(element.data.subarray(0, 64))}`;
    throw error;
  }
}

const nameOf = (type: number): string | undefined => windowsEventOfType(type)?.name;

/** Elements worth a word in one line; modules are counted. */
const telling = [
  'SIPolicy',
  'FilePath',
  'TransferControl',
  'BootDebugging',
  'OSKernelDebug',
  'HypervisorDebug',
  'TestSigning',
  'VBSHVCIPolicy',
  'VSMIDKInfo',
  'AIKID',
] as const;

export function elementSummary(elements: readonly WindowsElement[]): string {
  const leaves = [...leavesOf(elements)];
  const words = telling.flatMap((name) => {
    const found = leaves.filter((leaf) => nameOf(leaf.type) === name);
    return found.length === 0 ? [] : summaryOf(name, found);
  });
  if (words.length > 0) return oneLine(words.join('; '));
  const authorities = leaves.filter(({ type }) => nameOf(type) === 'AuthorityPubKey').length;
  return authorities > 0
    ? counted(authorities, 'boot authority', 'boot authorities')
    : counted(leaves.length, 'value');
}

function summaryOf(name: (typeof telling)[number], found: readonly WindowsElement[]): string {
  const [first] = found;
  if (first === undefined) return name;
  const value = detailOf(first, name, windowsEventOfType(first.type)?.kind ?? 'bytes');
  if (name === 'SIPolicy') return siPolicySummary(first.data);
  if (name === 'FilePath' && found.length > 1) return `${found.length} modules`;
  return typeof value === 'object' ? name : `${name} ${value}`;
}

function siPolicySummary(data: Uint8Array): string {
  try {
    const { name, version } = read(siPolicyPayload, data);
    return `code integrity policy ${name} ${version}`;
  } catch (error) {
    if (error instanceof MalformedError) return 'unreadable code integrity policy';
    throw error;
  }
}
