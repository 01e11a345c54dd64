/** Text that is already XML. Only {@link element} and {@link rawXml} make it. */
export interface Markup {
  readonly markup: string;
}

/** Text is escaped; markup is taken as it is; null and undefined are left out. */
export type XmlContent = string | number | bigint | boolean | Markup | null | undefined;
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser turns these into spaces or line feeds unless they are references (XML 1.0 §2.11, §3.3.3).
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is there to refuse them
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const loneSurrogate = /\p{Surrogate}/u;
const qualifiedName = /^[A-Za-z_][A-Za-z0-9_.-]*(:[A-Za-z_][A-Za-z0-9_.-]*)?$/;

/**
 * Text for element content or an attribute value in either kind of quotes.
 * Throws `RangeError` for characters that XML 1.0 cannot carry (§2.2), such as U+0000.
 */
export function escapeXml(text: string): string {
  if (forbidden.test(text) || loneSurrogate.test(text))
    throw new RangeError('the text has characters that XML cannot carry');
  return text.replace(/[&<>"'\r\n\t]/g, (character) => entities[character] ?? character);
}

/** An element; `name` and attribute names may have a prefix, which the caller declares. */
export function element(
  name: string,
  attributes: XmlAttributes = {},
  ...content: readonly XmlContent[]
): Markup {
  let start = `<${checkedName(name)}`;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) start += ` ${checkedName(key)}="${escapeXml(String(value))}"`;
  const inner = content.map(contentOf).join('');
  return { markup: inner === '' ? `${start}/>` : `${start}>${inner}</${name}>` };
}

/** Text that the caller vouches for as well-formed XML. */
export const rawXml = (markup: string): Markup => ({ markup });

/** A document with its declaration, UTF-8. */
export const xmlDocument = (root: Markup): string =>
  `<?xml version="1.0" encoding="utf-8"?>${root.markup}`;

function contentOf(content: XmlContent): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'object' ? content.markup : escapeXml(String(content));
}

function checkedName(name: string): string {
  if (!qualifiedName.test(name)) throw new RangeError(`not an XML name: ${JSON.stringify(name)}`);
  return name;
}
