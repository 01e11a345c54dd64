/** SettingType of a secure setting. */
export type SettingValue = boolean | number | string | Uint8Array;

/** Signers and rules of one of the three parts of a scenario. Numbers are indexes. */
export interface ScenarioPart {
  readonly allowed: readonly SignerReference[];
  readonly denied: readonly SignerReference[];
  readonly fileRules: readonly number[];
}

export interface SignerReference {
  readonly signer: number;
  /** File rules that the signer does not cover. */
  readonly except: readonly number[];
}

export interface Scenario {
  /** 131 kernel drivers, 12 user mode. */
  readonly value: number;
  readonly inherited: readonly number[];
  /** CALG id; 0x800C SHA-256. */
  readonly minimumHash: number;
  readonly product: ScenarioPart;
  readonly test: ScenarioPart;
  readonly testSigning: ScenarioPart;
}

export type FileRuleKind = 'deny' | 'allow' | 'attributes';

/** A file rule; texts are empty and versions 0 where the rule says nothing. */
export interface FileRule {
  readonly kind: FileRuleKind;
  readonly fileName: string;
  readonly minimumVersion: bigint;
  readonly maximumVersion: bigint;
  readonly hash: Uint8Array;
  readonly appIds: readonly string[];
  readonly internalName: string;
  readonly fileDescription: string;
  readonly productName: string;
  readonly packageFamilyName: string;
  readonly packageVersion: bigint;
  readonly filePath: string;
}

export interface Signer {
  /** TBS hash of a certificate, or the id of a well-known root. */
  readonly root: Uint8Array | number;
  readonly ekus: readonly number[];
  readonly issuer: string;
  readonly publisher: string;
  readonly oemId: string;
  /** Indexes of file rules of kind `attributes`. */
  readonly fileAttributes: readonly number[];
  /** FILETIME; 0 for none. */
  readonly signTimeAfter: bigint;
}

export interface Setting {
  readonly provider: string;
  readonly key: string;
  readonly valueName: string;
  readonly value: SettingValue;
}

/**
 * A code integrity policy (SiPolicy) as its binary form holds it: ids and names of rules and
 * signers are lost there, and references are indexes into these lists.
 */
export interface PolicyBody {
  /** Format of the binary form: which of its blocks there are. */
  readonly formatVersion: number;
  /** Lower-case GUID; the base policy's id in the multiple policy format. */
  readonly policyTypeId: string;
  readonly platformId: string;
  /** Bits of `policyOptions`. */
  readonly options: number;
  readonly version: bigint;
  /** DER of OIDs with the tag 01 instead of 06. */
  readonly ekus: readonly Uint8Array[];
  readonly fileRules: readonly FileRule[];
  readonly signers: readonly Signer[];
  readonly updatePolicySigners: readonly number[];
  readonly ciSigners: readonly number[];
  readonly scenarios: readonly Scenario[];
  readonly hvciOptions: number;
  readonly settings: readonly Setting[];
  /** Null before format 6. */
  readonly policyId: string | null;
  readonly basePolicyId: string | null;
  readonly supplementalPolicySigners: readonly number[];
  readonly appSettings: readonly AppManifest[];
  readonly hotpatches: readonly Hotpatch[];
  readonly artifacts: Artifacts;
  readonly ekuExceptions: readonly EkuException[];
}

export interface AppManifest {
  readonly id: string;
  readonly settings: readonly {
    readonly name: string;
    readonly value: boolean | number | string | readonly string[];
  }[];
  readonly ignoreAuditPolicies: boolean;
}

export interface Hotpatch {
  readonly rule: number;
  readonly required: number;
  readonly minimumSequence: number;
  readonly maximumSequence: number;
}

export interface ArtifactRule {
  readonly type: number;
  readonly action: number;
  readonly name: string;
  readonly description: string;
  readonly minimumVersion: bigint;
  readonly maximumVersion: bigint;
  readonly hash: Uint8Array;
}

export interface Artifacts {
  readonly rules: readonly ArtifactRule[];
  readonly signers: readonly { readonly signer: number; readonly rules: readonly number[] }[];
  /** One for each scenario. */
  readonly scenarios: readonly {
    readonly allowed: readonly number[];
    readonly denied: readonly number[];
    readonly rules: readonly number[];
  }[];
}

export interface EkuException {
  readonly signer: number;
  readonly ekus: readonly number[];
}

export interface CodeIntegrityPolicy extends PolicyBody {
  /** How the policy was read. */
  readonly form: 'xml' | 'binary' | 'signed';
  /** The policy in a signed file; the file itself otherwise. */
  readonly content: Uint8Array;
  /** FriendlyName of the XML form; the binary form has none but the setting PolicyInfo. */
  readonly friendlyName: string | null;
  /** Parts of an XML policy that its binary form here would lack: it must not be compiled. */
  readonly notCompiled: readonly string[];
}

export const unlimitedVersion = 0xffffffffffffffffn;

/** Four parts of 16 bits, the first the highest. */
export const versionText = (version: bigint): string =>
  [48n, 32n, 16n, 0n].map((shift) => (version >> shift) & 0xffffn).join('.');
