import { MalformedError } from '@gatehouse/bytes';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { XmlElement } from './xml-element.ts';

export interface XmlLimits {
  /** Elements inside one another; the parser's cost grows with the square of it. */
  readonly maxDepth?: number;
  readonly maxElements?: number;
  /** Longest document, in UTF-16 units: never more than its bytes in UTF-8. */
  readonly maxBytes?: number;
}

const defaults = { maxDepth: 64, maxElements: 200_000, maxBytes: 16 * 1024 * 1024 };
const noAttributes: ReadonlyMap<string, string> = new Map();
const xmlns = 'http://www.w3.org/2000/xmlns/';

interface Open {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Open[];
  readonly line: number;
  text: string;
}

/**
 * The root element of an XML 1.0 document with namespaces.
 *
 * Written for hostile input: DOCTYPE is refused (no entities beyond the five of XML, no external
 * ones), and depth, number of elements and length are bounded. Throws {@link MalformedError} whose
 * offset counts UTF-16 units.
 */
export function parseXml(text: string, limits: XmlLimits = {}): XmlElement {
  const { maxDepth, maxElements, maxBytes } = { ...defaults, ...limits };
  if (text.length > maxBytes) fail(0, `${text.length} characters are above the limit ${maxBytes}`);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: Open | undefined;
  let elements = 0;
  const append = (more: string): void => {
    const top = open.at(-1);
    if (top !== undefined) top.text += more;
  };
  parser.on('error', (error) => fail(parser.position, error.message));
  parser.on('doctype', () => fail(parser.position, 'a DOCTYPE is not accepted'));
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > maxElements) fail(parser.position, `more than ${maxElements} elements`);
    if (open.length >= maxDepth) fail(parser.position, `nested deeper than ${maxDepth} elements`);
    const element = elementOf(tag, parser.line);
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root ?? fail(text.length, 'there is no element');
}

function elementOf(tag: SaxesTagNS, line: number): Open {
  return {
    name: tag.local,
    namespace: tag.uri,
    attributes: attributesOf(tag),
    children: [],
    line,
    text: '',
  };
}

function attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  let found: Map<string, string> | undefined;
  for (const { uri, local, value } of Object.values(tag.attributes)) {
    if (uri === xmlns) continue;
    found ??= new Map();
    found.set(uri === '' ? local : `{${uri}}${local}`, value);
  }
  return found ?? noAttributes;
}

function fail(offset: number, problem: string): never {
  throw new MalformedError('XML', offset, problem);
}
