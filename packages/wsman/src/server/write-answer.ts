import { utf8 } from '@gatehouse/bytes';
import { element, type Markup, rawXml } from '@gatehouse/xml';
import { anonymousAddress, ns, soapContentType } from '../namespaces.ts';
import { envelopeNamespaces } from '../write-values.ts';
import { type EndpointFault, faultFaces } from './endpoint-fault.ts';
import type { IdentifyAnswer } from './provider.ts';

/** A SOAP answer before authentication may seal it. */
export interface SoapAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

const soap = (markup: Markup, status = 200): SoapAnswer => ({
  status,
  contentType: soapContentType,
  body: utf8(markup.markup),
});

/** An answer to a message; `content` is the body's element, nothing for an empty body. */
export function writeAnswer(
  action: string,
  relatesTo: string,
  messageId: string,
  content: Markup = rawXml(''),
  status = 200,
): SoapAnswer {
  const header = element(
    's:Header',
    {},
    element('a:Action', {}, action),
    element('a:MessageID', {}, messageId),
    element('a:To', {}, anonymousAddress),
    element('a:RelatesTo', {}, relatesTo),
  );
  const attributes = { ...envelopeNamespaces, 'xml:lang': 'en-US' };
  return soap(element('s:Envelope', attributes, header, element('s:Body', {}, content)), status);
}

/** DSP0226 §11: the one answer without addressing headers. */
export function writeIdentifyAnswer({ productVendor, productVersion }: IdentifyAnswer): SoapAnswer {
  const response = element(
    'wsmid:IdentifyResponse',
    { 'xmlns:wsmid': ns.identity },
    element('wsmid:ProtocolVersion', {}, ns.wsman),
    element('wsmid:ProductVendor', {}, productVendor),
    element('wsmid:ProductVersion', {}, productVersion),
  );
  return soap(
    element(
      's:Envelope',
      { 'xmlns:s': ns.soap, 'xml:lang': 'en-US' },
      element('s:Header'),
      element('s:Body', {}, response),
    ),
  );
}

/** SOAP 1.2 §5.4 with WSManFault as Windows has it in the detail. */
export function writeFault(
  fault: EndpointFault,
  relatesTo: string,
  messageId: string,
  machine: string,
): SoapAnswer {
  const { status, code, subcode, windowsCode } = faultFaces[fault.code];
  const message = printable(fault.message);
  const content = element(
    's:Fault',
    {},
    element(
      's:Code',
      {},
      element('s:Value', {}, code),
      subcode === null ? null : element('s:Subcode', {}, element('s:Value', {}, subcode)),
    ),
    element('s:Reason', {}, element('s:Text', { 'xml:lang': 'en-US' }, message)),
    element(
      's:Detail',
      {},
      element(
        'f:WSManFault',
        { 'xmlns:f': ns.fault, Code: windowsCode, Machine: machine },
        element('f:Message', {}, message),
      ),
    ),
  );
  return writeAnswer(
    `${ns.wsman.replace('.xsd', '')}/fault`,
    relatesTo,
    messageId,
    content,
    status,
  );
}

/** A message may quote what a client sent; XML cannot carry all of it. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
