/** One element of a parsed document, namespaces resolved: prefixes are gone on purpose. */
export interface XmlElement {
  /** Local name, without a prefix. */
  readonly name: string;
  /** Namespace URI, '' for none. */
  readonly namespace: string;
  /** By local name; an attribute in a namespace is under `{namespace}local`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own text and CDATA, in order, as written (not trimmed). */
  readonly text: string;
  /** Line of the start tag, counted from 1. */
  readonly line: number;
}
