import { child, childrenOf, type XmlElement } from '@gatehouse/xml';
import type { Scenario, ScenarioPart, Signer, SignerReference } from './policy.ts';
import {
  attribute,
  type Finder,
  fileTimeOf,
  hexOf,
  indexBy,
  numberOf,
  refuse,
  required,
} from './xml-fields.ts';

/** SHA-256 as CALG id: the default of MinimumHashAlgorithm. */
const calgSha256 = 0x800c;

export interface Finders {
  readonly eku: Finder;
  readonly fileRule: Finder;
  readonly signer: Finder;
}

export function signerOf(element: XmlElement, find: Omit<Finders, 'signer'>): Signer {
  const root = child(element, 'CertRoot') ?? refuse(element, 'a Signer needs a CertRoot');
  const value = (name: string) => {
    const found = child(element, name);
    return found === undefined ? '' : required(found, 'Value');
  };
  const after = attribute(element, 'SignTimeAfter');
  return {
    root: rootOf(root),
    ekus: childrenOf(element, 'CertEKU').map((eku) => find.eku(eku, required(eku, 'ID'))),
    issuer: value('CertIssuer'),
    publisher: value('CertPublisher'),
    oemId: value('CertOemID'),
    fileAttributes: childrenOf(element, 'FileAttribRef').map((reference) =>
      find.fileRule(reference, required(reference, 'RuleID')),
    ),
    signTimeAfter: after === undefined ? 0n : fileTimeOf(element, after),
  };
}

function rootOf(element: XmlElement): Uint8Array | number {
  const type = required(element, 'Type');
  const value = hexOf(element, required(element, 'Value'));
  if (type === 'TBS') return value;
  if (type !== 'Wellknown') return refuse(element, `CertRoot is TBS or Wellknown, not ${type}`);
  return value.length === 1
    ? (value[0] ?? 0)
    : refuse(element, 'the id of a well-known root is one byte');
}

export function scenariosOf(elements: readonly XmlElement[], find: Finders): readonly Scenario[] {
  const scenario = indexBy(elements, 'signing scenario');
  return elements.map((element) => {
    const part = (name: string) => partOf(child(element, name), find);
    const inherited = (attribute(element, 'InheritedScenarios') ?? '').split(',').filter(Boolean);
    const hash = attribute(element, 'MinimumHashAlgorithm');
    return {
      value: numberOf(element, required(element, 'Value'), 0xff),
      inherited: inherited.map((id) => scenario(element, id.trim())),
      minimumHash: hash === undefined ? calgSha256 : numberOf(element, hash, 0xffff),
      product: part('ProductSigners'),
      test: part('TestSigners'),
      testSigning: part('TestSigningSigners'),
    };
  });
}

function partOf(element: XmlElement | undefined, find: Finders): ScenarioPart {
  const inside = (list: string, item: string) => {
    const found = element && child(element, list);
    return found === undefined ? [] : childrenOf(found, item);
  };
  return {
    allowed: inside('AllowedSigners', 'AllowedSigner').map((signer) =>
      referenceOf(signer, 'ExceptDenyRule', 'DenyRuleID', find),
    ),
    denied: inside('DeniedSigners', 'DeniedSigner').map((signer) =>
      referenceOf(signer, 'ExceptAllowRule', 'AllowRuleID', find),
    ),
    fileRules: inside('FileRulesRef', 'FileRuleRef').map((reference) =>
      find.fileRule(reference, required(reference, 'RuleID')),
    ),
  };
}

const referenceOf = (
  element: XmlElement,
  exception: string,
  id: string,
  find: Finders,
): SignerReference => ({
  signer: find.signer(element, required(element, 'SignerId')),
  except: childrenOf(element, exception).map((rule) => find.fileRule(rule, required(rule, id))),
});
