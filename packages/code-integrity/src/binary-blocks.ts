import { type ByteReader, type ByteWriter, type Codec, struct, u32, u64 } from '@gatehouse/bytes';
import { appManifest } from './binary-app-settings.ts';
import {
  countedBytes,
  exactly,
  guid,
  index,
  indexes,
  many,
  policyText,
} from './binary-primitives.ts';
import type { Artifacts, EkuException, FileRule, Hotpatch, PolicyBody } from './policy.ts';

/** Numbers of the header that blocks depend on. */
export interface Counts {
  readonly ekus: number;
  readonly fileRules: number;
  readonly signers: number;
  readonly scenarios: number;
}

type InBlocks =
  | 'policyId'
  | 'basePolicyId'
  | 'supplementalPolicySigners'
  | 'appSettings'
  | 'hotpatches'
  | 'artifacts'
  | 'ekuExceptions';
type InRules = Exclude<keyof FileRule, 'kind' | 'fileName' | 'minimumVersion' | 'hash'>;

/** What blocks add to the policy, to its file rules and to its signers. */
export interface Blocks {
  readonly policy: Pick<PolicyBody, InBlocks>;
  readonly fileRuleAt: (index: number) => Pick<FileRule, InRules>;
  readonly signerAt: (index: number) => { readonly signTimeAfter: bigint };
}

/** A tagged block; a policy of format v has those of tag 3 to v. */
export interface Block {
  readonly tag: number;
  readonly read: (reader: ByteReader, counts: Counts, before: Blocks) => Blocks;
  readonly write: (writer: ByteWriter, policy: PolicyBody, counts: Counts) => void;
}

export const noBlocks: Blocks = {
  policy: {
    policyId: null,
    basePolicyId: null,
    supplementalPolicySigners: [],
    appSettings: [],
    hotpatches: [],
    artifacts: { rules: [], signers: [], scenarios: [] },
    ekuExceptions: [],
  },
  fileRuleAt: () => ({
    maximumVersion: 0n,
    appIds: [],
    internalName: '',
    fileDescription: '',
    productName: '',
    packageFamilyName: '',
    packageVersion: 0n,
    filePath: '',
  }),
  signerAt: () => ({ signTimeAfter: 0n }),
};

/** A block of one value for each file rule, in their order. */
const ruleBlock = <K extends InRules>(tag: number, column: Codec<Pick<FileRule, K>>): Block => ({
  tag,
  read: (r, { fileRules }, before) => withRules(before, exactly(fileRules, column).read(r)),
  write: (w, { fileRules }) => exactly(fileRules.length, column).write(w, fileRules),
});

const withRules = (
  before: Blocks,
  values: readonly Partial<Pick<FileRule, InRules>>[],
): Blocks => ({
  ...before,
  fileRuleAt: (at) => ({ ...before.fileRuleAt(at), ...values[at] }),
});

/** A block that is one part of the policy. */
const policyBlock = <K extends InBlocks>(
  tag: number,
  part: (counts: Counts) => Codec<Pick<PolicyBody, K>>,
): Block => ({
  tag,
  read: (r, counts, before) => ({
    ...before,
    policy: { ...before.policy, ...part(counts).read(r) },
  }),
  write: (w, policy, counts) => part(counts).write(w, policy),
});

const versions = struct('FileRule versions', {
  maximumVersion: u64,
  appIds: many('AppIDs', policyText),
});

const versionBlock: Block = {
  tag: 3,
  read: (r, { fileRules, signers }, before) => {
    const rules = withRules(before, exactly(fileRules, versions).read(r));
    const times = exactly(signers, u64).read(r);
    return { ...rules, signerAt: (at) => ({ signTimeAfter: times[at] ?? 0n }) };
  },
  write: (w, { fileRules, signers }) => {
    for (const rule of fileRules) versions.write(w, rule);
    for (const { signTimeAfter } of signers) u64.write(w, signTimeAfter);
  },
};

const hotpatch = (rules: number): Codec<Hotpatch> =>
  struct('Hotpatch', {
    rule: index(rules, 'file rule'),
    required: index(rules, 'file rule'),
    minimumSequence: u32,
    maximumSequence: u32,
  });

const artifactRule = struct('ArtifactRule', {
  type: u32,
  action: u32,
  name: policyText,
  description: policyText,
  minimumVersion: u64,
  maximumVersion: u64,
  hash: countedBytes,
});

const artifacts = ({ signers, scenarios }: Counts): Codec<Artifacts> => ({
  name: 'ArtifactRules',
  read: (r) => {
    const rules = many('ArtifactRules', artifactRule).read(r);
    const refs = indexes(rules.length, 'artifact rule');
    return {
      rules,
      signers: many(
        'ArtifactSigners',
        struct('ArtifactSigner', { signer: index(signers, 'signer'), rules: refs }),
      ).read(r),
      scenarios: exactly(scenarios, artifactScenario(signers, rules.length)).read(r),
    };
  },
  write: (w, v) => {
    const refs = indexes(v.rules.length, 'artifact rule');
    many('ArtifactRules', artifactRule).write(w, v.rules);
    many(
      'ArtifactSigners',
      struct('ArtifactSigner', { signer: index(signers, 'signer'), rules: refs }),
    ).write(w, v.signers);
    const none = { allowed: [], denied: [], rules: [] };
    for (let i = 0; i < scenarios; i++)
      artifactScenario(signers, v.rules.length).write(w, v.scenarios[i] ?? none);
  },
});

const artifactScenario = (signers: number, rules: number) =>
  struct('ArtifactSigners', {
    allowed: indexes(signers, 'signer'),
    denied: indexes(signers, 'signer'),
    rules: indexes(rules, 'artifact rule'),
  });

const ekuException = ({ signers, ekus }: Counts): Codec<EkuException> =>
  struct('EKU exception', { signer: index(signers, 'signer'), ekus: indexes(ekus, 'EKU') });

/**
 * The blocks by tag. Tags 3 to 7 are held against real policies; 8 to 11 are written as published
 * readers describe them, no real policy with content there was at hand.
 */
export const blocks: readonly Block[] = [
  versionBlock,
  ruleBlock(
    4,
    struct('FileRule names', {
      internalName: policyText,
      fileDescription: policyText,
      productName: policyText,
    }),
  ),
  ruleBlock(5, struct('FileRule package', { packageFamilyName: policyText, packageVersion: u64 })),
  policyBlock(6, ({ signers }) =>
    struct('policy ids', {
      policyId: guid,
      basePolicyId: guid,
      supplementalPolicySigners: indexes(signers, 'signer'),
    }),
  ),
  ruleBlock(7, struct('FileRule path', { filePath: policyText })),
  policyBlock(8, () => struct('AppSettings', { appSettings: many('AppSettings', appManifest) })),
  policyBlock(9, ({ fileRules }) =>
    struct('hotpatches', { hotpatches: many('Hotpatches', hotpatch(fileRules)) }),
  ),
  policyBlock(10, (counts) => struct('artifacts', { artifacts: artifacts(counts) })),
  policyBlock(11, (counts) =>
    struct('EKU exceptions', { ekuExceptions: many('EKU exceptions', ekuException(counts)) }),
  ),
];
