import { MalformedError, toHex } from '@gatehouse/bytes';
import { element, type Markup, textOf } from '@gatehouse/xml';
import type { CimClass, CimInstance, CimValues } from '../cim-instance.ts';
import type { HttpExchange, HttpResponse, WsmanEndpointAddress } from '../http-exchange.ts';
import { action, microsoftClasses, ns } from '../namespaces.ts';
import type { CommandLine } from '../powershell.ts';
import { writeValues } from '../write-values.ts';
import { isLost, WsmanError } from '../wsman-error.ts';
import type { Ask, CallLimits } from './ask.ts';
import { type Authenticator, anonymous } from './authenticator.ts';
import { type CommandOutput, runCommand } from './command-shell.ts';
import { enumerate } from './enumerate.ts';
import { faultError, readAnswer, readEnvelope, readFault } from './read-answer.ts';
import { readInstance } from './read-instance.ts';
import { identifyRequest, writeRequest } from './write-request.ts';

export interface IdentifyResponse {
  readonly productVendor: string;
  readonly productVersion: string;
}

/** Calls run one after another: a sealed connection has one message in flight. */
export interface WsmanClient {
  identify(
    limits: CallLimits,
    options?: { readonly anonymous?: boolean },
  ): Promise<IdentifyResponse>;
  enumerate(
    resource: CimClass,
    wql: string | null,
    limits: CallLimits,
  ): Promise<readonly CimInstance[]>;
  get(
    resource: CimClass,
    selectors: Readonly<Record<string, string>>,
    limits: CallLimits,
  ): Promise<CimInstance>;
  /** Out parameters, with `ReturnValue`; without selectors the method is static. */
  invoke(
    resource: CimClass,
    method: string,
    parameters: CimValues,
    limits: CallLimits & {
      readonly selectors?: Readonly<Record<string, string>>;
      /** Whether doing it twice does no harm. */
      readonly repeatable?: boolean;
    },
  ): Promise<CimInstance>;
  runCommand(line: CommandLine, stdin: Uint8Array, limits: CallLimits): Promise<CommandOutput>;
  close(): void;
}

export interface WsmanClientOptions {
  readonly endpoint: WsmanEndpointAddress;
  readonly authenticator: Authenticator;
  readonly exchange: HttpExchange;
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds that only ever grow. */
  readonly elapsed: () => number;
  /** In bytes; 512 000, the default of Windows, unless given. */
  readonly maxEnvelopeSize?: number;
}

/** The client half of WS-Man (DSP0226, DSP0227, MS-WSMV). Throws `WsmanError`. */
export function createWsmanClient(options: WsmanClientOptions): WsmanClient {
  const { endpoint, authenticator, random, elapsed } = options;
  const connection = options.exchange.connect(endpoint);
  const path = endpoint.path ?? '/wsman';
  const scheme = endpoint.tls ? 'https' : 'http';
  const to = `${scheme}://${endpoint.host}:${endpoint.port}${path}`;
  const maxEnvelopeSize = options.maxEnvelopeSize ?? 512_000;
  const inTurn = createTurns();

  const send = (
    who: Authenticator,
    message: Uint8Array,
    limits: CallLimits,
    repeatable: boolean,
  ): Promise<HttpResponse> => {
    const deadline = elapsed() + limits.timeoutMilliseconds;
    const left = (): number => deadline - elapsed();
    const aborting = limits.signal === undefined ? {} : { signal: limits.signal };
    return who.send(connection, message, { path, repeatable, left, ...aborting });
  };

  const ask: Ask = async (question, limits, ...body) => {
    const messageId = `uuid:${toHex(random(16)).toUpperCase()}`;
    const { repeatable, tidying: _, ...headers } = question;
    // What the host says when its time is up has to arrive while we still listen.
    const operationMilliseconds = limits.timeoutMilliseconds * 0.75;
    const message = writeRequest(
      { to, messageId, maxEnvelopeSize, operationMilliseconds, ...headers },
      ...body,
    );
    const response = await send(authenticator, message, limits, repeatable);
    return readAnswer(response, messageId);
  };

  /** One call: its turn, its deadline over all of its messages, its errors as `WsmanError`. */
  const call = <T>(limits: CallLimits, run: (ask: Ask) => Promise<T>): Promise<T> =>
    inTurn(async () => {
      try {
        return await run(oneCall(ask, elapsed, limits.timeoutMilliseconds));
      } catch (error) {
        if (error instanceof MalformedError)
          throw new WsmanError('malformed', error.message, { cause: error });
        throw error;
      }
    });

  return {
    identify: (limits, how = {}) =>
      inTurn(async () => {
        const who = how.anonymous === true ? anonymous : authenticator;
        return readIdentify(await send(who, identifyRequest, limits, true));
      }),
    enumerate: (resource, wql, limits) =>
      call(limits, (within) => enumerate(within, uriOf(resource), wql, limits)),
    get: (resource, selectors, limits) =>
      call(limits, async (within) => {
        const question = { action: action.get, resourceUri: uriOf(resource), selectors };
        const { content } = await within({ ...question, repeatable: true }, limits);
        if (content === null) throw new WsmanError('malformed', 'The answer has no instance.');
        return readInstance(content);
      }),
    invoke: (resource, method, parameters, limits) =>
      call(limits, async (within) => {
        const resourceUri = uriOf(resource);
        const { selectors = {}, repeatable = false } = limits;
        const question = { action: `${resourceUri}/${method}`, resourceUri, selectors, repeatable };
        const { content } = await within(question, limits, input(method, parameters, resourceUri));
        if (content?.name !== `${method}_OUTPUT`)
          throw new WsmanError('malformed', `The answer is not a ${method}_OUTPUT.`);
        return readInstance(content);
      }),
    runCommand: (line, stdin, limits) =>
      call(limits, (within) => runCommand(within, line, stdin, limits)),
    close: () => connection.close(),
  };
}

/** Asks the messages of one call: in its time, and nothing more of a host that was lost on the way. */
function oneCall(ask: Ask, elapsed: () => number, whole: number): Ask {
  const deadline = elapsed() + whole;
  let lost: unknown;
  return async (question, asked, ...body) => {
    if (lost !== undefined) throw lost;
    if (question.tidying === true) return ask(question, asked, ...body);
    const left = deadline - elapsed();
    // Too short to hear anything in: it must not look as if the host were silent.
    if (left < whole / 20) throw unfinished(whole);
    const timeoutMilliseconds = Math.min(left, asked.timeoutMilliseconds);
    try {
      return await ask(question, { ...asked, timeoutMilliseconds }, ...body);
    } catch (error) {
      if (isLost(error)) lost = error;
      throw error;
    }
  };
}

/** The host has answered every message so far; what was asked for takes it longer than it is given. */
const unfinished = (milliseconds: number): WsmanError =>
  new WsmanError(
    'unfinished',
    `The host answers, and is not done within ${milliseconds / 1000} s.`,
  );

/** Microsoft's form of the resource URI (MS-WSMV §2.2.5). */
const uriOf = ({ namespace, class: name }: CimClass): string =>
  `${microsoftClasses}${namespace}/${name}`;

const input = (method: string, parameters: CimValues, uri: string): Markup =>
  element(`m:${method}_INPUT`, { 'xmlns:m': uri }, ...writeValues(parameters, 'm', uri));

/** OMI has the response in the SOAP namespace; that it is WS-Man is told by ProtocolVersion. */
function readIdentify(response: HttpResponse): IdentifyResponse {
  const { body } = readEnvelope(response);
  const fault = body.children.find((each) => each.name === 'Fault' && each.namespace === ns.soap);
  if (fault !== undefined) throw faultError(readFault(fault));
  const answer = body.children.find((each) => each.name === 'IdentifyResponse');
  if (answer === undefined || textOf(answer, 'ProtocolVersion', ns.identity) !== ns.wsman)
    throw new WsmanError('not-wsman', 'The answer does not identify WS-Management.');
  return {
    productVendor: textOf(answer, 'ProductVendor', ns.identity) ?? '',
    productVersion: textOf(answer, 'ProductVersion', ns.identity) ?? '',
  };
}

/** Runs tasks one after another, whatever becomes of each. */
function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task, task);
    last = mine.catch(() => undefined);
    return mine;
  };
}
