import type { XmlElement } from '@gatehouse/xml';
import { refuse } from './xml-fields.ts';

interface ElementRule {
  readonly children?: readonly string[];
  readonly attributes?: readonly string[];
  /** Whether each child may be there once only. */
  readonly once?: true;
}

const fileRuleAttributes = [
  'ID',
  'FriendlyName',
  'FileName',
  'InternalName',
  'FileDescription',
  'ProductName',
  'PackageFamilyName',
  'PackageVersion',
  'MinimumFileVersion',
  'MaximumFileVersion',
  'Hash',
  'AppIDs',
  'FilePath',
];
const signers = ['AllowedSigners', 'DeniedSigners', 'FileRulesRef'];
const value = { attributes: ['Value'] };

/** What may be inside what: cipolicy.xsd, both editions, without the parts of {@link newerParts}. */
const elements: Readonly<Record<string, ElementRule>> = {
  SiPolicy: {
    once: true,
    attributes: ['FriendlyName', 'PolicyType'],
    children: [
      'VersionEx',
      'PolicyTypeID',
      'PlatformID',
      'PolicyID',
      'BasePolicyID',
      'Rules',
      'EKUs',
      'FileRules',
      'Signers',
      'SigningScenarios',
      'UpdatePolicySigners',
      'CiSigners',
      'HvciOptions',
      'Settings',
      'Macros',
      'SupplementalPolicySigners',
    ],
  },
  Rules: { children: ['Rule'] },
  Rule: { children: ['Option'], once: true },
  EKUs: { children: ['EKU'] },
  EKU: { attributes: ['ID', 'Value', 'FriendlyName'] },
  FileRules: { children: ['Allow', 'Deny', 'FileAttrib'] },
  Allow: { attributes: fileRuleAttributes },
  Deny: { attributes: fileRuleAttributes },
  FileAttrib: { attributes: fileRuleAttributes },
  Signers: { children: ['Signer'] },
  Signer: {
    attributes: ['Name', 'ID', 'SignTimeAfter'],
    children: ['CertRoot', 'CertEKU', 'CertIssuer', 'CertPublisher', 'CertOemID', 'FileAttribRef'],
  },
  CertRoot: { attributes: ['Type', 'Value'] },
  CertEKU: { attributes: ['ID'] },
  CertIssuer: value,
  CertPublisher: value,
  CertOemID: value,
  FileAttribRef: { attributes: ['RuleID'] },
  SigningScenarios: { children: ['SigningScenario'] },
  SigningScenario: {
    once: true,
    attributes: ['ID', 'FriendlyName', 'Value', 'InheritedScenarios', 'MinimumHashAlgorithm'],
    children: ['ProductSigners', 'TestSigners', 'TestSigningSigners', 'AppIDTags'],
  },
  ProductSigners: { children: signers, once: true },
  TestSigners: { children: signers, once: true },
  TestSigningSigners: { children: signers, once: true },
  AllowedSigners: { children: ['AllowedSigner'], attributes: ['Workaround'] },
  AllowedSigner: { children: ['ExceptDenyRule'], attributes: ['SignerId'] },
  ExceptDenyRule: { attributes: ['DenyRuleID'] },
  DeniedSigners: { children: ['DeniedSigner'], attributes: ['Workaround'] },
  DeniedSigner: { children: ['ExceptAllowRule'], attributes: ['SignerId'] },
  ExceptAllowRule: { attributes: ['AllowRuleID'] },
  FileRulesRef: { children: ['FileRuleRef'], attributes: ['Workaround'] },
  FileRuleRef: { attributes: ['RuleID'] },
  AppIDTags: { children: ['AppIDTag'], attributes: ['EnforceDLL'] },
  AppIDTag: { attributes: ['Key', 'Value'] },
  UpdatePolicySigners: { children: ['UpdatePolicySigner'] },
  UpdatePolicySigner: { attributes: ['SignerId'] },
  CiSigners: { children: ['CiSigner'] },
  CiSigner: { attributes: ['SignerId'] },
  SupplementalPolicySigners: { children: ['SupplementalPolicySigner'] },
  SupplementalPolicySigner: { attributes: ['SignerId'] },
  Settings: { children: ['Setting'] },
  Setting: { children: ['Value'], attributes: ['Provider', 'Key', 'ValueName'], once: true },
  Value: { children: ['Boolean', 'DWord', 'Binary', 'String'] },
  Macros: { children: ['Macro'] },
  Macro: { attributes: ['Id', 'Value'] },
};

/** Elements and attributes of the newer edition that format 7 has no place for. */
const newerParts: ReadonlySet<string> = new Set([
  'AppSettings',
  'ArtifactRules',
  'ArtifactSigners',
  'ArtifactRuleRef',
  'RequireHotpatchID',
  'MinimumHotpatchSequence',
  'MaximumHotpatchSequence',
]);

/**
 * Refuses what the schema does not know, with its line: a mistyped element must not be a rule that
 * is silently left out. Returns the newer parts that are there.
 */
export function checkAgainstSchema(root: XmlElement): readonly string[] {
  const newer = new Set<string>();
  check(root, newer);
  return [...newer];
}

function check(element: XmlElement, newer: Set<string>): void {
  const rule = (Object.hasOwn(elements, element.name) ? elements[element.name] : null) ?? {};
  checkAttributes(element, rule, newer);
  const seen = new Set<string>();
  for (const child of element.children) {
    if (newerParts.has(child.name)) {
      if (child.children.length > 0 || child.attributes.size > 0) newer.add(child.name);
      continue;
    }
    if (!rule.children?.includes(child.name))
      refuse(child, `${child.name} cannot be in ${element.name}`);
    if (rule.once && seen.has(child.name))
      refuse(child, `a second ${child.name} in ${element.name}`);
    seen.add(child.name);
    check(child, newer);
  }
}

/** Attributes of other namespaces, such as xsi, mean nothing here. */
function checkAttributes(element: XmlElement, rule: ElementRule, newer: Set<string>): void {
  for (const name of element.attributes.keys())
    if (newerParts.has(name)) newer.add(name);
    else if (!name.startsWith('{') && !rule.attributes?.includes(name))
      refuse(element, `${element.name} has no attribute ${name}`);
}
