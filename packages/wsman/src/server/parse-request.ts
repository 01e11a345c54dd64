import { child, childrenOf, parseXml, textOf, type XmlElement } from '@gatehouse/xml';
import { ns } from '../namespaces.ts';
import { EndpointFault } from './endpoint-fault.ts';

/** A request as the endpoint understands it. The client has its own reader, on purpose. */
export interface SoapRequest {
  readonly action: string;
  readonly messageId: string;
  readonly resourceUri: string;
  /** Names in lower case: Windows compares them without case. */
  readonly selectors: ReadonlyMap<string, string>;
  readonly maxEnvelopeSize: number | null;
  readonly operationTimeoutMilliseconds: number | null;
  /** The first element of the body, if any. */
  readonly body: XmlElement | null;
}

/** Headers that may say mustUnderstand (DSP0226 §5-§8, MS-WSMV §2.2.4). */
const understood: ReadonlySet<string> = new Set([
  ...['To', 'Action', 'MessageID', 'ReplyTo', 'FaultTo', 'From', 'RelatesTo'].map(
    (name) => `{${ns.addressing}}${name}`,
  ),
  ...[
    'ResourceURI',
    'SelectorSet',
    'OptionSet',
    'MaxEnvelopeSize',
    'OperationTimeout',
    'Locale',
    'RequestTotalItemsCountEstimate',
  ].map((name) => `{${ns.wsman}}${name}`),
  ...['DataLocale', 'SessionId', 'OperationID', 'SequenceId', 'ActivityId'].map(
    (name) => `{${ns.microsoft}}${name}`,
  ),
  `{${ns.shell}}CompressionType`,
]);

/** The body element of an Identify request, which has no addressing headers; null otherwise. */
export function parseEnvelope(text: string): {
  header: XmlElement | null;
  body: XmlElement | null;
} {
  const envelope = parseXml(text);
  if (envelope.name !== 'Envelope' || envelope.namespace !== ns.soap)
    throw new EndpointFault('schema-validation', 'The request is not a SOAP 1.2 envelope.');
  const body = child(envelope, 'Body', ns.soap);
  if (body === undefined)
    throw new EndpointFault('schema-validation', 'The SOAP envelope has no body.');
  return { header: child(envelope, 'Header', ns.soap) ?? null, body: body.children[0] ?? null };
}

export const isIdentify = (body: XmlElement | null): boolean =>
  body?.name === 'Identify' && body.namespace === ns.identity;

/** Reads the headers of a request other than Identify. Throws `EndpointFault`. */
export function parseRequest(header: XmlElement | null, body: XmlElement | null): SoapRequest {
  if (header === null) throw new EndpointFault('schema-validation', 'The SOAP header is missing.');
  refuseUnknown(header);
  return {
    action: required(header, 'Action', ns.addressing),
    messageId: required(header, 'MessageID', ns.addressing),
    resourceUri: required(header, 'ResourceURI', ns.wsman),
    selectors: selectorsOf(child(header, 'SelectorSet', ns.wsman)),
    maxEnvelopeSize: wholeNumber(textOf(header, 'MaxEnvelopeSize', ns.wsman)),
    operationTimeoutMilliseconds: milliseconds(textOf(header, 'OperationTimeout', ns.wsman)),
    body,
  };
}

function refuseUnknown(header: XmlElement): void {
  for (const each of header.children) {
    const must = each.attributes.get(`{${ns.soap}}mustUnderstand`);
    if ((must === 'true' || must === '1') && !understood.has(`{${each.namespace}}${each.name}`))
      throw new EndpointFault('not-understood', `The header ${each.name} is not understood.`);
  }
}

function required(header: XmlElement, name: string, namespace: string): string {
  const text = textOf(header, name, namespace);
  if (text === undefined || text === '')
    throw new EndpointFault('schema-validation', `The header ${name} is missing.`);
  return text;
}

function selectorsOf(set: XmlElement | undefined): ReadonlyMap<string, string> {
  if (set === undefined) return new Map();
  return new Map(
    childrenOf(set, 'Selector', ns.wsman).map((selector) => [
      (selector.attributes.get('Name') ?? '').toLowerCase(),
      selector.text,
    ]),
  );
}

const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;

/** xs:duration of days to seconds: `PT20S`, `PT1M30.5S`. */
function milliseconds(text: string | undefined): number | null {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text ?? '');
  if (parts === null) return null;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return Math.round(
    ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000,
  );
}
