import { concat, fromBase64, toBase64, toHex, utf8 } from '@gatehouse/bytes';
import { child, childrenOf, element, type Markup, rawXml } from '@gatehouse/xml';
import { commandDone, commandShell, ns } from '../namespaces.ts';
import { EndpointFault } from './endpoint-fault.ts';
import type { SoapRequest } from './parse-request.ts';
import type { CimProvider, CommandResult } from './provider.ts';

interface Command {
  readonly line: string;
  readonly args: readonly string[];
  readonly stdin: Uint8Array[];
  readonly abort: AbortController;
  running: Promise<Output> | null;
  /** Bytes of either stream that have been fetched. */
  sent: number;
}
interface Output {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exitCode: number;
}
interface Shell {
  readonly commands: Map<string, Command>;
  usedAt: number;
}

/** MaxShellsPerUser of a host, IdleTimeout, and bounds of our own. */
const mostShells = 30;
const mostCommands = 25;
const idleMilliseconds = 7_200_000;
const largestInput = 16 * 1024 * 1024;
/** Base64 of it stays within the smallest envelope that hosts send by default (150 KB). */
const outputPerAnswer = 90_000;
const defaultTimeoutMilliseconds = 20_000;

export interface Shells {
  create(request: SoapRequest): Markup;
  command(request: SoapRequest): Markup;
  send(request: SoapRequest): Markup;
  receive(request: SoapRequest): Promise<Markup>;
  signal(request: SoapRequest): Markup;
  remove(request: SoapRequest): Markup;
}

/**
 * The command shell (MS-WSMV §3.1.4.11). A command starts with the first Receive, with all that was
 * sent to its standard input until then.
 */
export function createShells(
  provider: CimProvider,
  now: () => Date,
  random: (length: number) => Uint8Array,
): Shells {
  const shells = new Map<string, Shell>();
  const newId = (): string => guidOf(random(16));

  const dropIdle = (): void => {
    const at = now().getTime();
    for (const [id, shell] of shells) if (at - shell.usedAt > idleMilliseconds) drop(id, shell);
  };
  const drop = (id: string, shell: Shell): void => {
    for (const command of shell.commands.values()) command.abort.abort();
    shells.delete(id);
  };
  const shellOf = (request: SoapRequest): [string, Shell] => {
    const id = (request.selectors.get('shellid') ?? '').toUpperCase();
    const shell = shells.get(id);
    if (shell === undefined)
      throw new EndpointFault('shell-not-found', `The shell ${id} was not found on the server.`);
    shell.usedAt = now().getTime();
    return [id, shell];
  };
  const commandOf = (request: SoapRequest, id: string | undefined): Command => {
    const [, shell] = shellOf(request);
    const command = shell.commands.get((id ?? '').toUpperCase());
    if (command === undefined)
      throw new EndpointFault('shell-not-found', `The command ${id ?? ''} was not found.`);
    return command;
  };

  return {
    create() {
      dropIdle();
      if (shells.size >= mostShells)
        throw new EndpointFault('quota-limit', `The user has ${mostShells} shells already.`);
      const id = newId();
      shells.set(id, { commands: new Map(), usedAt: now().getTime() });
      return rawXml(resourceCreated(id).markup + shellDescription(id).markup);
    },

    command(request) {
      const [, shell] = shellOf(request);
      const line = request.body;
      const text = line === null ? undefined : child(line, 'Command', ns.shell)?.text;
      if (line?.name !== 'CommandLine' || text === undefined)
        throw new EndpointFault('schema-validation', 'The body has no command line.');
      if (shell.commands.size >= mostCommands)
        throw new EndpointFault('quota-limit', 'The shell has too many commands.');
      const id = newId();
      shell.commands.set(id, {
        line: text,
        args: childrenOf(line, 'Arguments', ns.shell).map((argument) => argument.text),
        stdin: [],
        abort: new AbortController(),
        running: null,
        sent: 0,
      });
      return element('rsp:CommandResponse', {}, element('rsp:CommandId', {}, id));
    },

    send(request) {
      const streams = request.body === null ? [] : childrenOf(request.body, 'Stream', ns.shell);
      for (const stream of streams) {
        const command = commandOf(request, stream.attributes.get('CommandId'));
        if (command.running !== null)
          throw new EndpointFault('invalid-parameter', 'The command takes no more input.');
        command.stdin.push(inputOf(stream.text.trim()));
        if (command.stdin.reduce((sum, part) => sum + part.length, 0) > largestInput)
          throw new EndpointFault('quota-limit', 'The input is too long.');
      }
      return element('rsp:SendResponse');
    },

    async receive(request) {
      const wanted =
        request.body === null ? undefined : child(request.body, 'DesiredStream', ns.shell);
      const id = wanted?.attributes.get('CommandId');
      const command = commandOf(request, id);
      command.running ??= run(provider, command);
      const output = await within(
        command.running,
        request.operationTimeoutMilliseconds ?? defaultTimeoutMilliseconds,
      );
      if (output === null)
        throw new EndpointFault('timed-out', 'The command has had no output within the timeout.');
      return receiveResponse((id ?? '').toUpperCase(), command, output);
    },

    signal(request) {
      const body = request.body;
      const [, shell] = shellOf(request);
      const id = body?.attributes.get('CommandId')?.toUpperCase() ?? '';
      shell.commands.get(id)?.abort.abort();
      shell.commands.delete(id);
      return element('rsp:SignalResponse');
    },

    remove(request) {
      const [id, shell] = shellOf(request);
      drop(id, shell);
      return rawXml('');
    },
  };
}

async function run(provider: CimProvider, command: Command): Promise<Output> {
  const result: CommandResult = await provider.shell.run(
    command.line,
    command.args,
    concat(...command.stdin),
    command.abort.signal,
  );
  return {
    stdout: bytesOf(result.stdout),
    stderr: bytesOf(result.stderr),
    exitCode: result.exitCode,
  };
}

const bytesOf = (output: string | Uint8Array): Uint8Array =>
  typeof output === 'string' ? utf8(output) : output;

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function receiveResponse(
  id: string,
  command: Command,
  { stdout, stderr, exitCode }: Output,
): Markup {
  const from = command.sent;
  const to = from + outputPerAnswer;
  command.sent = to;
  const done = to >= Math.max(stdout.length, stderr.length);
  const stream = (name: string, bytes: Uint8Array): readonly (Markup | null)[] => {
    const part = bytes.subarray(from, to);
    const attributes = { Name: name, CommandId: id };
    return [
      part.length === 0 ? null : element('rsp:Stream', attributes, toBase64(part)),
      done ? element('rsp:Stream', { ...attributes, End: 'true' }) : null,
    ];
  };
  const state = done ? commandDone : commandDone.replace('Done', 'Running');
  return element(
    'rsp:ReceiveResponse',
    {},
    ...stream('stdout', stdout),
    ...stream('stderr', stderr),
    element(
      'rsp:CommandState',
      { CommandId: id, State: state },
      done ? element('rsp:ExitCode', {}, exitCode) : null,
    ),
  );
}

function inputOf(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw new EndpointFault('schema-validation', 'The input is not base64.');
  }
}

/** Clients read the identifier from the selector or from rsp:ShellId: both are sent. */
const resourceCreated = (id: string): Markup =>
  element(
    'x:ResourceCreated',
    {},
    element('a:Address', {}, `${ns.addressing}/role/anonymous`),
    element(
      'a:ReferenceParameters',
      {},
      element('w:ResourceURI', {}, commandShell),
      element('w:SelectorSet', {}, element('w:Selector', { Name: 'ShellId' }, id)),
    ),
  );

const shellDescription = (id: string): Markup =>
  element(
    'rsp:Shell',
    {},
    element('rsp:ShellId', {}, id),
    element('rsp:ResourceUri', {}, commandShell),
    element('rsp:InputStreams', {}, 'stdin'),
    element('rsp:OutputStreams', {}, 'stdout stderr'),
  );

function guidOf(bytes: Uint8Array): string {
  const hex = toHex(bytes).toUpperCase();
  return [8, 12, 16, 20, 32]
    .map((end, i, ends) => hex.slice(i === 0 ? 0 : ends[i - 1], end))
    .join('-');
}
