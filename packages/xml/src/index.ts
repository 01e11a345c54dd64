export { child, childrenOf, requiredChild, textOf } from './navigate.ts';
export { parseXml, type XmlLimits } from './parse-xml.ts';
export {
  element,
  escapeXml,
  type Markup,
  rawXml,
  type XmlAttributes,
  type XmlContent,
  xmlDocument,
} from './write-xml.ts';
export type { XmlElement } from './xml-element.ts';
