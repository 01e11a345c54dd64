import {
  ByteReader,
  type Codec,
  encode,
  mapped,
  struct,
  u32,
  u64,
  type Value,
} from '@gatehouse/bytes';
import { type Blocks, blocks, noBlocks } from './binary-blocks.ts';
import {
  countedBytes,
  elementLimit,
  exactly,
  guid,
  index,
  indexes,
  many,
  policyText,
} from './binary-primitives.ts';
import { setting } from './binary-setting.ts';
import type { FileRuleKind, PolicyBody, Scenario, ScenarioPart } from './policy.ts';

/** The binary form is little-endian throughout; its header ends with its own length. */
const headerLength = 0x40;

const header = struct('SiPolicy header', {
  formatVersion: u32,
  policyTypeId: guid,
  platformId: guid,
  options: u32,
  ekus: u32,
  fileRules: u32,
  signers: u32,
  scenarios: u32,
  version: u64,
  headerLength: u32,
});
type Header = Value<typeof header>;

/** Formats that are read and written: 7 is what Windows Server 2019 and later compile. */
export const supportedFormats = { oldest: 2, newest: 11 } as const;

const kinds: readonly FileRuleKind[] = ['deny', 'allow', 'attributes'];
const fileRuleKind: Codec<FileRuleKind> = mapped(
  u32,
  (value, r) => kinds[value] ?? r.fail(`file rule type ${value} is not 0 to 2`, r.offset - 4),
  (kind) => kinds.indexOf(kind),
);

const fileRule = struct('FileRule', {
  kind: fileRuleKind,
  fileName: policyText,
  minimumVersion: u64,
  hash: countedBytes,
});

/** u32 kind: 0 → TBS hash as counted bytes; else the id of a well-known root. */
const certRoot: Codec<Uint8Array | number> = {
  name: 'CertRoot',
  read: (r) => (u32.read(r) === 0 ? countedBytes.read(r) : u32.read(r)),
  write: (w, v) => {
    u32.write(w, typeof v === 'number' ? 1 : 0);
    if (typeof v === 'number') u32.write(w, v);
    else countedBytes.write(w, v);
  },
};

const signer = (ekus: number, fileRules: number) =>
  struct('Signer', {
    root: certRoot,
    ekus: indexes(ekus, 'EKU'),
    issuer: policyText,
    publisher: policyText,
    oemId: policyText,
    fileAttributes: indexes(fileRules, 'file rule'),
  });

function scenario(head: Header): Codec<Scenario> {
  const reference = struct('AllowedSigner', {
    signer: index(head.signers, 'signer'),
    except: indexes(head.fileRules, 'file rule'),
  });
  const part: Codec<ScenarioPart> = struct('ProductSigners', {
    allowed: many('AllowedSigners', reference),
    denied: many('DeniedSigners', reference),
    fileRules: indexes(head.fileRules, 'file rule'),
  });
  return struct('SigningScenario', {
    value: u32,
    inherited: indexes(head.scenarios, 'scenario'),
    minimumHash: u32,
    product: part,
    test: part,
    testSigning: part,
  });
}

const body = (head: Header) =>
  struct('SiPolicy body', {
    ekus: exactly(head.ekus, countedBytes),
    fileRules: exactly(head.fileRules, fileRule),
    signers: exactly(head.signers, signer(head.ekus, head.fileRules)),
    updatePolicySigners: indexes(head.signers, 'signer'),
    ciSigners: indexes(head.signers, 'signer'),
    scenarios: exactly(head.scenarios, scenario(head)),
    hvciOptions: u32,
    settings: many('Settings', setting),
  });

/** Reads the binary form to its last byte. Throws `MalformedError`. */
export function readBinaryPolicy(bytes: Uint8Array): PolicyBody {
  const reader = new ByteReader(bytes, 'SiPolicy', 'little');
  const head = header.read(reader);
  checkHeader(head, reader);
  const content = body(head).read(reader);
  const found = readBlocks(reader, head);
  const policy: PolicyBody = {
    formatVersion: head.formatVersion,
    policyTypeId: head.policyTypeId,
    platformId: head.platformId,
    options: head.options,
    version: head.version,
    ...content,
    ...found.policy,
    fileRules: content.fileRules.map((rule, i) => ({ ...rule, ...found.fileRuleAt(i) })),
    signers: content.signers.map((each, i) => ({ ...each, ...found.signerAt(i) })),
  };
  return reader.done(policy);
}

function checkHeader(head: Header, reader: ByteReader): void {
  const { oldest, newest } = supportedFormats;
  if (head.formatVersion < oldest || head.formatVersion > newest)
    reader.fail(`format ${head.formatVersion} is not one of ${oldest} to ${newest}`, 0);
  if (head.headerLength !== headerLength)
    reader.fail(`a header of ${head.headerLength} bytes, not ${headerLength}`, headerLength);
  for (const name of ['ekus', 'fileRules', 'signers', 'scenarios'] as const)
    if (head[name] > elementLimit || head[name] * 4 > reader.remaining)
      reader.fail(`${head[name]} ${name} cannot be in ${reader.remaining} bytes`, 0x28);
}

/** Blocks follow the body, each behind its tag; the tag after the last is format + 1. */
function readBlocks(reader: ByteReader, head: Header): Blocks {
  let found = noBlocks;
  for (const block of blocks) {
    if (block.tag > head.formatVersion) break;
    expectTag(reader, block.tag);
    found = reader.within(`block ${block.tag}`, (r) => block.read(r, head, found));
  }
  expectTag(reader, head.formatVersion + 1);
  return found;
}

function expectTag(reader: ByteReader, expected: number): void {
  const at = reader.offset;
  const tag = reader.u32();
  if (tag !== expected) reader.fail(`tag ${tag} where tag ${expected} must be`, at);
}

/** The binary form of a policy, in its own format version. */
export function encodePolicy(policy: PolicyBody): Uint8Array {
  const head: Header = {
    ...policy,
    ekus: policy.ekus.length,
    fileRules: policy.fileRules.length,
    signers: policy.signers.length,
    scenarios: policy.scenarios.length,
    headerLength,
  };
  const layout: Codec<PolicyBody> = {
    name: 'SiPolicy',
    read: () => policy,
    write: (w) => {
      header.write(w, head);
      body(head).write(w, policy);
      for (const block of blocks.filter(({ tag }) => tag <= policy.formatVersion)) {
        u32.write(w, block.tag);
        block.write(w, policy, head);
      }
      u32.write(w, policy.formatVersion + 1);
    },
  };
  return encode(layout, policy, 'little');
}
