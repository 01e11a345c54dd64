import { fromUtf8, fromUtf16le, MalformedError } from '@gatehouse/bytes';
import { child, childrenOf, parseXml, requiredChild, type XmlElement } from '@gatehouse/xml';
import { noBlocks } from './binary-blocks.ts';
import type { PolicyBody } from './policy.ts';
import {
  policyFlag,
  policyOptions,
  remappingOption,
  remappingSetting,
  taggingOptions,
  taggingSetting,
} from './policy-options.ts';
import {
  attribute,
  guidOf,
  hexOf,
  indexBy,
  numberOf,
  refuse,
  required,
  versionOf,
} from './xml-fields.ts';
import { fileRulesOf } from './xml-file-rules.ts';
import { checkAgainstSchema } from './xml-schema.ts';
import { settingOf, sortSettings, tagsOf } from './xml-settings.ts';
import { type Finders, scenariosOf, signerOf } from './xml-signers.ts';

const namespace = 'urn:schemas-microsoft-com:sipolicy';
/** The newest format whose binary form is held against real files. */
const compiledFormat = 7;
const supplementalPolicy = 'Supplemental Policy';
const taggingPolicy = 'AppID Tagging Policy';

export interface XmlPolicy {
  readonly body: PolicyBody;
  readonly friendlyName: string | null;
  /** Parts that the binary form of the body lacks; it must not be compiled. */
  readonly notCompiled: readonly string[];
}

/**
 * Reads the XML form, of both editions of its schema, in UTF-8 or UTF-16. What the schema leaves to
 * the compiler is done here: order of rules, defaults of versions, flags of the policy's type.
 */
export function readXmlPolicy(bytes: Uint8Array): XmlPolicy {
  const text = textOf(bytes);
  try {
    return policyOf(parseXml(text));
  } catch (error) {
    throw error instanceof MalformedError ? located(error, text) : error;
  }
}

function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return fromUtf16le(bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    throw new MalformedError('SiPolicy', 0, 'big-endian UTF-16; save the file as UTF-8');
  try {
    return fromUtf8(bytes[0] === 0xef ? bytes.subarray(3) : bytes);
  } catch {
    throw new MalformedError('SiPolicy', 0, 'the XML is not UTF-8');
  }
}

/** The same error at the start of the line that it names, in characters of the document. */
function located(error: MalformedError, text: string): MalformedError {
  const line = Number(/^line (\d+): /.exec(error.problem)?.[1] ?? 0);
  if (line === 0 || error.offset !== 0) return error;
  const before = text.split('\n', line - 1).join('\n').length;
  return new MalformedError(error.structure, line === 1 ? 0 : before + 1, error.problem);
}

function policyOf(root: XmlElement): XmlPolicy {
  if (root.name !== 'SiPolicy' || root.namespace !== namespace)
    refuse(root, `the root is ${root.name} of “${root.namespace}”, not SiPolicy of ${namespace}`);
  const notCompiled = checkAgainstSchema(root);
  const ekus = items(root, 'EKUs', 'EKU');
  const rules = fileRulesOf(child(root, 'FileRules')?.children ?? [], macrosOf(root));
  const signers = items(root, 'Signers', 'Signer');
  const scenarios = items(root, 'SigningScenarios', 'SigningScenario');
  const find: Finders = {
    eku: indexBy(ekus, 'EKU'),
    fileRule: indexBy(
      rules.map(({ element }) => element),
      'file rule',
    ),
    signer: indexBy(signers, 'signer'),
  };
  const signerIds = (list: string, item: string) =>
    items(root, list, item).map((each) => find.signer(each, required(each, 'SignerId')));
  const version = requiredChild(root, 'VersionEx');
  const hvci = child(root, 'HvciOptions');
  const body: PolicyBody = {
    formatVersion: compiledFormat,
    platformId: guidOf(requiredChild(root, 'PlatformID')),
    options: optionsOf(root),
    version: versionOf(version, version.text.trim()),
    ekus: ekus.map((eku) => hexOf(eku, required(eku, 'Value'))),
    fileRules: rules.map(({ rule }) => rule),
    signers: signers.map((signer) => signerOf(signer, find)),
    updatePolicySigners: signerIds('UpdatePolicySigners', 'UpdatePolicySigner'),
    ciSigners: signerIds('CiSigners', 'CiSigner'),
    scenarios: scenariosOf(scenarios, find),
    hvciOptions: hvci === undefined ? 0 : numberOf(hvci, hvci.text.trim(), 0xffffffff),
    settings: settingsOf(root, scenarios),
    ...noBlocks.policy,
    ...idsOf(root),
    supplementalPolicySigners: signerIds('SupplementalPolicySigners', 'SupplementalPolicySigner'),
  };
  checkScenarios(scenarios);
  return {
    body,
    friendlyName: attribute(root, 'FriendlyName') ?? null,
    notCompiled,
  };
}

const items = (root: XmlElement, list: string, item: string): readonly XmlElement[] => {
  const found = child(root, list);
  return found === undefined ? [] : childrenOf(found, item);
};

const macrosOf = (root: XmlElement): ReadonlyMap<string, string> =>
  new Map(items(root, 'Macros', 'Macro').map((m) => [required(m, 'Id'), required(m, 'Value')]));

const optionElements = (root: XmlElement): readonly XmlElement[] =>
  items(root, 'Rules', 'Rule').map((rule) => requiredChild(rule, 'Option'));

function optionsOf(root: XmlElement): number {
  const type = attribute(root, 'PolicyType');
  const named = optionElements(root).map(bitOf);
  const implied = type === taggingPolicy ? taggingOptions.map((name) => policyOptions[name]) : [];
  const kind = type === supplementalPolicy ? policyFlag.supplemental : 0;
  return [...named, ...implied, kind].reduce((flags, bit) => flags | bit, policyFlag.always) >>> 0;
}

function bitOf(option: XmlElement): number {
  const name = option.text.trim();
  if (name === remappingOption) return 0;
  const known = Object.entries(policyOptions).find(([each]) => each === name);
  return known?.[1] ?? refuse(option, `unknown option “${name}”`);
}

function settingsOf(root: XmlElement, scenarios: readonly XmlElement[]): PolicyBody['settings'] {
  const remaps = optionElements(root).some((option) => option.text.trim() === remappingOption);
  const tags = attribute(root, 'PolicyType') === taggingPolicy;
  return sortSettings([
    ...items(root, 'Settings', 'Setting').map(settingOf),
    ...(remaps ? [remappingSetting] : []),
    ...(tags ? [taggingSetting, ...scenarios.flatMap(tagsOf)] : []),
  ]);
}

/** PolicyTypeID alone (single policy format), or PolicyID with BasePolicyID. */
function idsOf(root: XmlElement): Pick<PolicyBody, 'policyTypeId' | 'policyId' | 'basePolicyId'> {
  const type = child(root, 'PolicyTypeID');
  const policy = child(root, 'PolicyID');
  const base = child(root, 'BasePolicyID');
  if (policy !== undefined && base !== undefined)
    return {
      policyTypeId: guidOf(base),
      policyId: guidOf(policy),
      basePolicyId: guidOf(base),
    };
  if (type === undefined)
    return refuse(root, 'neither PolicyTypeID nor PolicyID with BasePolicyID');
  const id = guidOf(type);
  return { policyTypeId: id, policyId: id, basePolicyId: id };
}

function checkScenarios(elements: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const element of elements) {
    const value = required(element, 'Value');
    if (seen.has(value)) refuse(element, `a second signing scenario ${value}`);
    seen.add(value);
  }
}
