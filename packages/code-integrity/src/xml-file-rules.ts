import { toHex } from '@gatehouse/bytes';
import type { XmlElement } from '@gatehouse/xml';
import type { FileRule, FileRuleKind } from './policy.ts';
import { unlimitedVersion } from './policy.ts';
import { attribute, hexOf, optionalVersion, refuse, required } from './xml-fields.ts';

const kinds: Readonly<Record<string, FileRuleKind>> = {
  Deny: 'deny',
  Allow: 'allow',
  FileAttrib: 'attributes',
};
const order: readonly FileRuleKind[] = ['deny', 'allow', 'attributes'];

export interface NamedRule {
  readonly element: XmlElement;
  readonly rule: FileRule;
}

/** File rules in the order of the binary form, which references count in. */
export function fileRulesOf(
  elements: readonly XmlElement[],
  macros: ReadonlyMap<string, string>,
): readonly NamedRule[] {
  const rules = elements.map((element) => {
    const rule = fileRuleOf(element, macros);
    return { element, rule, keys: sortKeys.map((key) => key(rule).toUpperCase()) };
  });
  return rules.sort((a, b) => compareKinds(a.rule, b.rule) || compareKeys(a.keys, b.keys));
}

function fileRuleOf(element: XmlElement, macros: ReadonlyMap<string, string>): FileRule {
  const kind = Object.hasOwn(kinds, element.name) ? kinds[element.name] : undefined;
  if (kind === undefined) return refuse(element, `unknown file rule ${element.name}`);
  required(element, 'ID');
  const text = (name: string) => attribute(element, name) ?? '';
  const hash = hexOf(element, text('Hash'));
  const minimum = optionalVersion(element, 'MinimumFileVersion');
  const maximum = optionalVersion(element, 'MaximumFileVersion');
  const unversionedDeny =
    kind === 'deny' && hash.length === 0 && minimum === undefined && maximum === undefined;
  return {
    kind,
    hash,
    fileName: text('FileName'),
    minimumVersion: minimum ?? (unversionedDeny ? unlimitedVersion : 0n),
    maximumVersion: maximum ?? 0n,
    appIds: appIdsOf(element, macros),
    internalName: text('InternalName'),
    fileDescription: text('FileDescription'),
    productName: text('ProductName'),
    packageFamilyName: text('PackageFamilyName'),
    packageVersion: optionalVersion(element, 'PackageVersion') ?? 0n,
    filePath: text('FilePath'),
  };
}

/** AppIDs is one text, or macros one after another: `$(Adobe)$(Test)`. */
function appIdsOf(element: XmlElement, macros: ReadonlyMap<string, string>): readonly string[] {
  const text = attribute(element, 'AppIDs');
  if (text === undefined) return [];
  if (!text.startsWith('$')) return [text];
  return [...text.matchAll(/\$\(([^)]*)\)/g)].map(
    ([, id = '']) => macros.get(id) ?? refuse(element, `there is no macro ${id}`),
  );
}

/** Texts by which rules of one kind are sorted, first to last; without regard to case. */
const sortKeys: readonly ((rule: FileRule) => string)[] = [
  (rule) => rule.fileName,
  (rule) => rule.internalName,
  (rule) => rule.fileDescription,
  (rule) => rule.productName,
  (rule) => rule.packageFamilyName,
  (rule) => rule.filePath,
  (rule) => toHex(rule.hash),
];

const compareKinds = (a: FileRule, b: FileRule): number =>
  order.indexOf(a.kind) - order.indexOf(b.kind);

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [i, key] of a.entries()) {
    const other = b[i] ?? '';
    if (key !== other) return key < other ? -1 : 1;
  }
  return 0;
}

/** Ordinal, without regard to case. */
export function compareText(a: string, b: string): number {
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}
