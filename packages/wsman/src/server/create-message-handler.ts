import { toHex } from '@gatehouse/bytes';
import { type Markup, rawXml, type XmlElement } from '@gatehouse/xml';
import { action } from '../namespaces.ts';
import { EndpointFault, faultOf } from './endpoint-fault.ts';
import { createEnumerations } from './enumerations.ts';
import { getInstance, invokeMethod } from './methods.ts';
import { parseRequest, type SoapRequest } from './parse-request.ts';
import type { CimProvider } from './provider.ts';
import { type Resource, resourceOf } from './resource.ts';
import { createShells } from './shells.ts';
import { type SoapAnswer, writeAnswer, writeFault } from './write-answer.ts';

export interface MessageHandlerOptions {
  readonly machine: string;
  readonly provider: CimProvider;
  readonly now: () => Date;
  readonly random: (length: number) => Uint8Array;
  readonly maxEnvelopeSize?: number;
}

/** MaxEnvelopeSizekb of a host, and the least that a client may ask for (DSP0226 R13.1-4). */
const defaultEnvelopeSize = 512_000;
const leastEnvelopeSize = 8192;

type Answers = (request: SoapRequest, limit: number) => Markup | Promise<Markup>;

/** Answers messages that have signed in: one row an action. Never throws. */
export function createMessageHandler(
  options: MessageHandlerOptions,
): (header: XmlElement | null, body: XmlElement | null) => Promise<SoapAnswer> {
  const { provider, now, random, machine } = options;
  const largest = options.maxEnvelopeSize ?? defaultEnvelopeSize;
  const newMessageId = (): string => `uuid:${toHex(random(16)).toUpperCase()}`;
  const enumerations = createEnumerations(provider, now, random);
  const shells = createShells(provider, now, random);

  const ofClass: Readonly<Record<string, Answers>> = {
    [action.enumerate]: (request, limit) =>
      enumerations.enumerate(request, classOf(request), limit),
    [action.pull]: (request, limit) => enumerations.pull(request, limit),
    [action.release]: (request) => {
      enumerations.release(request);
      return rawXml('');
    },
    [action.get]: (request) => getInstance(provider, classOf(request)),
  };
  const ofShell: Readonly<Record<string, Answers>> = {
    [action.create]: shells.create,
    [action.delete]: shells.remove,
    [action.command]: shells.command,
    [action.send]: shells.send,
    [action.receive]: shells.receive,
    [action.signal]: shells.signal,
  };
  const answersTo = (request: SoapRequest): Answers => {
    const actions = resourceOf(request).kind === 'shell' ? ofShell : ofClass;
    if (Object.hasOwn(actions, request.action)) return actions[request.action] ?? unsupported;
    return actions === ofShell
      ? unsupported
      : (each) => invokeMethod(provider, each, classOf(each));
  };

  return async (header, body) => {
    let relatesTo = '';
    try {
      const request = parseRequest(header, body);
      relatesTo = request.messageId;
      const asked = Math.max(request.maxEnvelopeSize ?? largest, leastEnvelopeSize);
      const limit = Math.min(asked, largest);
      const content = await answersTo(request)(request, limit);
      const answer = writeAnswer(`${request.action}Response`, relatesTo, newMessageId(), content);
      if (answer.body.length > limit)
        throw new EndpointFault('encoding-limit', `The answer is larger than ${limit} bytes.`);
      return answer;
    } catch (error) {
      return writeFault(faultOf(error), relatesTo, newMessageId(), machine);
    }
  };
}

function classOf(request: SoapRequest): Extract<Resource, { kind: 'class' }> {
  const resource = resourceOf(request);
  if (resource.kind !== 'class') throw new EndpointFault('class-missing', 'This is not a class.');
  return resource;
}

function unsupported({ action: asked }: SoapRequest): never {
  throw new EndpointFault('action-not-supported', `The action ${asked} is not supported.`);
}
