import { concat, fromBase64, toBase64 } from '@gatehouse/bytes';
import { child, childrenOf, element, requiredChild, textOf, type XmlElement } from '@gatehouse/xml';
import { action, commandShell, ns, terminateSignal } from '../namespaces.ts';
import type { CommandLine } from '../powershell.ts';
import { WsmanError } from '../wsman-error.ts';
import type { Ask, CallLimits } from './ask.ts';

export interface CommandOutput {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exitCode: number;
}

/** Code of the fault that means "no output yet, ask again" (MS-WSMV §3.1.4.14). */
const askAgain = 0x80338029;
const largestOutput = 16 * 1024 * 1024;
/** Base64 of it stays within the smallest envelope that a host takes by default (150 KB). */
const inputPerMessage = 90_000;
const utf8CodePage = '65001';

/**
 * Runs a command in a shell of its own and deletes the shell, also when something fails
 * (MS-WSMV §3.1.4.11): Create, Command, Send, Receive until Done, Signal, Delete.
 */
export async function runCommand(
  ask: Ask,
  line: CommandLine,
  stdin: Uint8Array,
  call: CallLimits,
): Promise<CommandOutput> {
  const { timeoutMilliseconds: whole, answerMilliseconds = whole } = call;
  const limits = { ...call, timeoutMilliseconds: Math.min(whole, answerMilliseconds) };
  const shell = await createShell(ask, limits);
  const selectors = { ShellId: shell };
  try {
    const command = await startCommand(ask, line, selectors, limits);
    await sendInput(ask, command, stdin, selectors, limits);
    const output = await receiveAll(ask, command, selectors, limits);
    await ask(
      { action: action.signal, resourceUri: commandShell, selectors, repeatable: false },
      limits,
      element('rsp:Signal', { CommandId: command }, element('rsp:Code', {}, terminateSignal)),
    );
    return output;
  } finally {
    const question = { action: action.delete, resourceUri: commandShell, selectors };
    // A host removes shells by itself when they idle: failing to tidy up must not hide the result.
    await ask(
      { ...question, repeatable: false, tidying: true },
      { timeoutMilliseconds: Math.min(limits.timeoutMilliseconds, 5000) },
    ).catch(() => undefined);
  }
}

async function createShell(ask: Ask, limits: CallLimits): Promise<string> {
  const options = { WINRS_NOPROFILE: 'TRUE', WINRS_CODEPAGE: utf8CodePage };
  const body = element(
    'rsp:Shell',
    {},
    element('rsp:InputStreams', {}, 'stdin'),
    element('rsp:OutputStreams', {}, 'stdout stderr'),
  );
  const request = { action: action.create, resourceUri: commandShell, options, repeatable: false };
  const { envelopeBody } = await ask(request, limits, body);
  const id = shellIdOf(envelopeBody);
  if (id === undefined) throw new WsmanError('malformed', 'The new shell has no ShellId.');
  return id;
}

function shellIdOf(body: XmlElement): string | undefined {
  const shell = child(body, 'Shell', ns.shell);
  const told = shell === undefined ? undefined : textOf(shell, 'ShellId', ns.shell);
  if (told !== undefined && told !== '') return told;
  let at = child(body, 'ResourceCreated', ns.transfer);
  for (const name of ['ReferenceParameters', 'SelectorSet'])
    at = at === undefined ? undefined : child(at, name);
  return at === undefined ? undefined : textOf(at, 'Selector', ns.wsman);
}

async function startCommand(
  ask: Ask,
  line: CommandLine,
  selectors: Readonly<Record<string, string>>,
  limits: CallLimits,
): Promise<string> {
  const body = element(
    'rsp:CommandLine',
    {},
    element('rsp:Command', {}, line.command),
    ...line.arguments.map((argument) => element('rsp:Arguments', {}, argument)),
  );
  const options = { WINRS_CONSOLEMODE_STDIN: 'FALSE', WINRS_SKIP_CMD_SHELL: 'FALSE' };
  const request = {
    action: action.command,
    resourceUri: commandShell,
    selectors,
    options,
    repeatable: false,
  };
  const { content } = await ask(request, limits, body);
  const id = content === null ? undefined : textOf(content, 'CommandId', ns.shell);
  if (id === undefined) throw new WsmanError('malformed', 'The command has no CommandId.');
  return id;
}

async function sendInput(
  ask: Ask,
  command: string,
  stdin: Uint8Array,
  selectors: Readonly<Record<string, string>>,
  limits: CallLimits,
): Promise<void> {
  for (let at = 0; at < stdin.length; at += inputPerMessage) {
    const part = stdin.subarray(at, at + inputPerMessage);
    const end = at + inputPerMessage >= stdin.length ? { End: 'true' } : {};
    await ask(
      { action: action.send, resourceUri: commandShell, selectors, repeatable: false },
      limits,
      element(
        'rsp:Send',
        {},
        element('rsp:Stream', { Name: 'stdin', CommandId: command, ...end }, toBase64(part)),
      ),
    );
  }
}

async function receiveAll(
  ask: Ask,
  command: string,
  selectors: Readonly<Record<string, string>>,
  limits: CallLimits,
): Promise<CommandOutput> {
  const streams: Record<string, Uint8Array[]> = { stdout: [], stderr: [] };
  let length = 0;
  for (;;) {
    const answer = await receive(ask, command, selectors, limits);
    if (answer === null) continue;
    for (const [name, bytes] of answer.output) {
      length += bytes.length;
      if (length > largestOutput)
        throw new WsmanError('oversized', `The output is larger than ${largestOutput} bytes.`);
      streams[name]?.push(bytes);
    }
    if (answer.exitCode !== null)
      return {
        stdout: concat(...(streams['stdout'] ?? [])),
        stderr: concat(...(streams['stderr'] ?? [])),
        exitCode: answer.exitCode,
      };
  }
}

async function receive(
  ask: Ask,
  command: string,
  selectors: Readonly<Record<string, string>>,
  limits: CallLimits,
): Promise<{
  readonly output: readonly (readonly [string, Uint8Array])[];
  readonly exitCode: number | null;
} | null> {
  const body = element(
    'rsp:Receive',
    {},
    element('rsp:DesiredStream', { CommandId: command }, 'stdout stderr'),
  );
  const request = {
    action: action.receive,
    resourceUri: commandShell,
    selectors,
    repeatable: false,
  };
  const { content } = await ask(request, limits, body).catch((error: unknown) => {
    if (error instanceof WsmanError && error.fault?.windowsCode === askAgain)
      return { content: undefined };
    throw error;
  });
  if (content === undefined) return null;
  if (content === null) throw new WsmanError('malformed', 'The answer to Receive is empty.');
  const state = requiredChild(content, 'CommandState', ns.shell);
  const done = state.attributes.get('State')?.endsWith('/Done') ?? false;
  return {
    output: childrenOf(content, 'Stream', ns.shell).map(
      (stream) => [stream.attributes.get('Name') ?? '', bytesOf(stream)] as const,
    ),
    exitCode: done ? exitCodeOf(textOf(state, 'ExitCode', ns.shell)) : null,
  };
}

const exitCodeOf = (text: string | undefined): number =>
  text !== undefined && /^-?\d{1,10}$/.test(text) ? Number(text) : 0;

function bytesOf(stream: XmlElement): Uint8Array {
  try {
    return fromBase64(stream.text.replace(/\s+/g, ''));
  } catch (cause) {
    throw new WsmanError('malformed', 'The output of the command is not base64.', { cause });
  }
}
