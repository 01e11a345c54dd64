import { MalformedError } from '@gatehouse/bytes';
import type { XmlElement } from './xml-element.ts';

const matches = (element: XmlElement, local: string, namespace?: string): boolean =>
  element.name === local && (namespace === undefined || element.namespace === namespace);

/** The first child of this name; without `namespace`, of any. */
export const child = (
  element: XmlElement,
  local: string,
  namespace?: string,
): XmlElement | undefined => element.children.find((each) => matches(each, local, namespace));

/** All children of this name, in document order. */
export const childrenOf = (
  element: XmlElement,
  local: string,
  namespace?: string,
): readonly XmlElement[] => element.children.filter((each) => matches(each, local, namespace));

/** Like {@link child}; throws `MalformedError` that names what is missing where. */
export function requiredChild(element: XmlElement, local: string, namespace?: string): XmlElement {
  const found = child(element, local, namespace);
  if (found === undefined)
    throw new MalformedError('XML', 0, `line ${element.line}: ${element.name} has no ${local}`);
  return found;
}

/** Trimmed text of the element; of its child `local` if named; `undefined` where there is none. */
export function textOf(element: XmlElement): string;
export function textOf(element: XmlElement, local: string, namespace?: string): string | undefined;
export function textOf(element: XmlElement, local?: string, namespace?: string) {
  if (local === undefined) return element.text.trim();
  return child(element, local, namespace)?.text.trim();
}
