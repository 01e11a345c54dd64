import { fromUtf8, fromUtf16le, MalformedError } from '@gatehouse/bytes';
import { child, parseXml, textOf, type XmlElement } from '@gatehouse/xml';
import type { WsmanFault } from '../fault.ts';
import type { HttpResponse } from '../http-exchange.ts';
import { ns } from '../namespaces.ts';
import { WsmanError } from '../wsman-error.ts';
import type { Answer } from './ask.ts';

/**
 * The body of an answer to the message `messageId`.
 *
 * Throws `WsmanError`: not-wsman when it is no SOAP at all, malformed when it is broken, and for a
 * fault the code of what it means. Any HTTP status can carry a fault.
 */
export function readAnswer(response: HttpResponse, messageId: string): Answer {
  const { header, body } = readEnvelope(response);
  const fault = child(body, 'Fault', ns.soap);
  if (fault !== undefined) throw faultError(readFault(fault));
  const relatesTo = header === undefined ? undefined : textOf(header, 'RelatesTo', ns.addressing);
  if (relatesTo?.toLowerCase() !== messageId.toLowerCase())
    throw new WsmanError('malformed', `The answer relates to ${relatesTo ?? 'no message'}.`);
  if (response.status >= 300)
    throw new WsmanError('malformed', `HTTP status ${response.status} without a fault.`);
  return { content: body.children[0] ?? null, envelopeBody: body };
}

/** Header and body of a SOAP 1.2 answer. */
export function readEnvelope(response: HttpResponse): {
  readonly header: XmlElement | undefined;
  readonly body: XmlElement;
} {
  const contentType = response.headers['content-type'] ?? '';
  if (!/^(application\/soap\+xml|text\/xml|application\/xml)\b/i.test(contentType))
    throw statusError(response, contentType);
  const root = parse(response.body, contentType);
  if (root.name !== 'Envelope' || root.namespace !== ns.soap)
    throw new WsmanError('not-wsman', `The answer is XML, but not a SOAP envelope: ${root.name}.`);
  const body = child(root, 'Body', ns.soap);
  if (body === undefined) throw new WsmanError('malformed', 'The SOAP envelope has no body.');
  return { header: child(root, 'Header', ns.soap), body };
}

function statusError({ status }: HttpResponse, contentType: string): WsmanError {
  if (status === 403) return new WsmanError('access-denied', 'The host refuses access (HTTP 403).');
  const what = contentType === '' ? 'without a content type' : `with ${contentType}`;
  return new WsmanError('not-wsman', `HTTP status ${status} ${what} is not WS-Management.`);
}

function parse(bytes: Uint8Array, contentType: string): XmlElement {
  try {
    return parseXml(textOfBody(bytes, contentType));
  } catch (cause) {
    if (cause instanceof MalformedError || cause instanceof TypeError)
      throw new WsmanError('malformed', `The answer cannot be read: ${cause.message}`, { cause });
    throw cause;
  }
}

/** By byte order mark or charset: old hosts write UTF-16. */
function textOfBody(bytes: Uint8Array, contentType: string): string {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (marked || /charset="?utf-16/i.test(contentType)) return fromUtf16le(bytes);
  return fromUtf8(bytes);
}

/** What a Fault says, in the forms of Windows, OMI and openwsman. */
export function readFault(fault: XmlElement): WsmanFault {
  const code = child(fault, 'Code', ns.soap);
  const detail = child(fault, 'Detail', ns.soap);
  const windows = detail?.children.find((each) => each.attributes.has('Code'));
  const number = windows?.attributes.get('Code') ?? '';
  const reason = child(fault, 'Reason', ns.soap);
  return {
    subcode: innermost(code),
    reason: (reason === undefined ? undefined : textOf(reason, 'Text', ns.soap)) ?? '',
    windowsCode: /^\d{1,10}$/.test(number) ? Number(number) : null,
    detail: detailOf(detail, windows),
  };
}

function innermost(code: XmlElement | undefined): string {
  let value = '';
  for (let at = code; at !== undefined; at = child(at, 'Subcode', ns.soap))
    value = textOf(at, 'Value', ns.soap) ?? value;
  return value.slice(value.indexOf(':') + 1);
}

function detailOf(detail: XmlElement | undefined, windows: XmlElement | undefined): string | null {
  if (detail === undefined) return null;
  const message = windows === undefined ? undefined : child(windows, 'Message', ns.fault);
  const inside = message === undefined ? '' : allText(message);
  return inside || (textOf(detail, 'FaultDetail', ns.wsman) ?? null);
}

/** Providers nest their own fault inside the message. */
const allText = (element: XmlElement): string =>
  [element.text, ...element.children.map(allText)].join(' ').replace(/\s+/g, ' ').trim();

const accessDenied = 5;
const invalidClasses: ReadonlySet<number> = new Set([0x80338000, 0x80041010, 0x8004100e]);

/** The first row that fits tells what a fault means to the caller. */
const meanings: readonly {
  readonly code: 'access-denied' | 'class-missing' | 'unfinished';
  fits(fault: WsmanFault): boolean;
}[] = [
  {
    code: 'access-denied',
    fits: (fault) => fault.subcode === 'AccessDenied' || fault.windowsCode === accessDenied,
  },
  {
    code: 'class-missing',
    fits: (fault) =>
      fault.subcode === 'DestinationUnreachable' ||
      (fault.windowsCode !== null && invalidClasses.has(fault.windowsCode)),
  },
  { code: 'unfinished', fits: (fault) => fault.subcode === 'TimedOut' },
];

export function faultError(fault: WsmanFault): WsmanError {
  const code = meanings.find((meaning) => meaning.fits(fault))?.code ?? 'fault';
  const number = fault.windowsCode === null ? '' : ` (code ${fault.windowsCode})`;
  const text = fault.detail ?? fault.reason;
  return new WsmanError(code, `${text || fault.subcode}${number}`, { fault });
}
