import { utf8 } from '@gatehouse/bytes';
import { element, type Markup } from '@gatehouse/xml';
import { anonymousAddress, ns } from '../namespaces.ts';
import { envelopeNamespaces } from '../write-values.ts';

export interface RequestHeaders {
  readonly to: string;
  readonly action: string;
  readonly resourceUri: string;
  readonly messageId: string;
  readonly selectors?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  /** Within this the host is to answer, if only that it needs longer (DSP0226 §6.1). */
  readonly operationMilliseconds: number;
  readonly maxEnvelopeSize: number;
}

const must = { 's:mustUnderstand': 'true' };
const may = { 's:mustUnderstand': 'false', 'xml:lang': 'en-US' };

/** A request envelope (DSP0226 §5, MS-WSMV §3.1.4.1). */
export function writeRequest(headers: RequestHeaders, ...body: readonly Markup[]): Uint8Array {
  const header = element(
    's:Header',
    {},
    element('a:To', {}, headers.to),
    element('w:ResourceURI', must, headers.resourceUri),
    element('a:ReplyTo', {}, element('a:Address', must, anonymousAddress)),
    element('a:Action', must, headers.action),
    element('w:MaxEnvelopeSize', must, headers.maxEnvelopeSize),
    element('a:MessageID', {}, headers.messageId),
    element('w:Locale', may),
    element('p:DataLocale', may),
    element(
      'w:OperationTimeout',
      {},
      `PT${Math.max(Math.round(headers.operationMilliseconds), 100) / 1000}S`,
    ),
    setOf('w:SelectorSet', 'w:Selector', headers.selectors),
    setOf('w:OptionSet', 'w:Option', headers.options),
  );
  return envelope(header, element('s:Body', {}, ...body));
}

/** DSP0226 §11. */
export const identifyRequest: Uint8Array = utf8(
  element(
    's:Envelope',
    { 'xmlns:s': ns.soap, 'xmlns:wsmid': ns.identity },
    element('s:Header'),
    element('s:Body', {}, element('wsmid:Identify')),
  ).markup,
);

const envelope = (header: Markup, body: Markup): Uint8Array =>
  utf8(element('s:Envelope', envelopeNamespaces, header, body).markup);

function setOf(
  set: string,
  item: string,
  values: Readonly<Record<string, string>> | undefined,
): Markup | null {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return null;
  return element(set, {}, ...entries.map(([Name, value]) => element(item, { Name }, value)));
}
