import { fromBase64, toBase64, toHex, utf8 } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  HostFailure,
  type PlatformIdentifier,
  type TpmCapabilities,
  type UrlAnswer,
} from '@gatehouse/fabric';
import { describeTpm, describingCommands } from '@gatehouse/tpm';
import { type CallLimits, type CommandLine, powerShell, type WsmanClient } from '@gatehouse/wsman';
import { clockResyncCommand, hostScripts } from './host-scripts.ts';

/** Bytes of a file in one line of base64. */
const bytesPerLine = 3072;

/** Writes a file on the host and proves by its SHA-256, in lower-case hex, that it arrived whole. */
export async function copyFile(
  client: WsmanClient,
  path: string,
  file: Uint8Array,
  limits: CallLimits,
): Promise<string> {
  const lines = [toBase64(utf8(path))];
  for (let at = 0; at < file.length; at += bytesPerLine)
    lines.push(toBase64(file.subarray(at, at + bytesPerLine)));
  const stdin = utf8(`${lines.join('\r\n')}\r\n\r\n`);
  const written = await run(client, powerShell(hostScripts.copyFile), stdin, limits);
  const expected = toHex(hash('sha256', file));
  if (written.toLowerCase() !== expected)
    throw new HostFailure(
      'command-failed',
      `The copy on the host is another file: SHA-256 ${written.slice(0, 64)}, not ${expected}.`,
    );
  return expected;
}

export async function readPlatformIdentifier(
  client: WsmanClient,
  limits: CallLimits,
): Promise<PlatformIdentifier> {
  const text = await run(client, powerShell(hostScripts.platformIdentifier), noInput, limits);
  const fields = objectOf(text, 'the platform identifier');
  const document = bytesOf(fields, 'document');
  return {
    endorsementKeyCertificate: bytesOf(fields, 'certificate'),
    endorsementKey: bytesOf(fields, 'endorsementKey'),
    document: document === null ? null : new TextDecoder().decode(document),
  };
}

/** Asks the TPM itself. Throws `TpmError` for what it refuses. */
export async function readTpmCapabilities(
  client: WsmanClient,
  limits: CallLimits,
): Promise<TpmCapabilities> {
  const stdin = utf8(`${describingCommands.map(toBase64).join('\r\n')}\r\n\r\n`);
  const text = await run(client, powerShell(hostScripts.submitTpmCommands), stdin, limits);
  const responses = text.split(/\s+/).map((line) => decoded(line, 'an answer of the TPM'));
  if (responses.length !== describingCommands.length)
    throw unreadable(`${describingCommands.length} answers of the TPM`);
  return describeTpm(responses);
}

export async function readEventLog(client: WsmanClient, limits: CallLimits): Promise<Uint8Array> {
  const text = await run(client, powerShell(hostScripts.eventLog), noInput, limits);
  return decoded(text.replace(/\s+/g, ''), 'the event log');
}

export async function readDeployedPolicyHash(
  client: WsmanClient,
  limits: CallLimits,
): Promise<string | null> {
  const script = powerShell(hostScripts.deployedCodeIntegrityPolicyHash);
  const text = (await run(client, script, noInput, limits)).toLowerCase();
  if (text === 'none') return null;
  if (!/^[0-9a-f]{64}$/.test(text)) throw unreadable('the hash of the policy');
  return text;
}

export async function reachUrls(
  client: WsmanClient,
  urls: readonly string[],
  limits: CallLimits,
): Promise<readonly UrlAnswer[]> {
  const stdin = utf8(`${urls.map((url) => toBase64(utf8(url))).join('\r\n')}\r\n\r\n`);
  const text = await run(client, powerShell(hostScripts.reachUrls), stdin, limits);
  const lines = text.split(/\r?\n/);
  if (lines.length !== urls.length) throw unreadable(`an answer for each of ${urls.length} URLs`);
  return urls.map((url, i) => urlAnswerOf(url, objectOf(lines[i] ?? '', 'the answer of a URL')));
}

const longestProblem = 300;

function urlAnswerOf(url: string, fields: Readonly<Record<string, unknown>>): UrlAnswer {
  const { status = null, milliseconds } = fields;
  const problem = bytesOf(fields, 'problem');
  if ((status !== null && typeof status !== 'number') || typeof milliseconds !== 'number')
    throw unreadable('the answer of a URL');
  const words = problem === null ? null : new TextDecoder().decode(problem);
  return { url, status, milliseconds, problem: words?.slice(0, longestProblem) ?? null };
}

export async function resyncClock(client: WsmanClient, limits: CallLimits): Promise<void> {
  await run(client, clockResyncCommand, noInput, limits);
}

const noInput = new Uint8Array(0);

/** Trimmed standard output. Throws `command-failed` with what the command says of itself. */
async function run(
  client: WsmanClient,
  line: CommandLine,
  stdin: Uint8Array,
  limits: CallLimits,
): Promise<string> {
  const { stdout, stderr, exitCode } = await client.runCommand(line, stdin, limits);
  const said = new TextDecoder().decode(stdout).trim();
  if (exitCode !== 0) {
    const complaint = readableError(new TextDecoder().decode(stderr)) || said;
    throw new HostFailure(
      'command-failed',
      `${line.command} ended with ${exitCode}: ${complaint.slice(0, 500)}`,
    );
  }
  return said;
}

/** PowerShell writes errors as CLIXML when its output is not a console: its text, without markup. */
const readableError = (text: string): string =>
  text.startsWith('#< CLIXML')
    ? [...text.matchAll(/<S S="Error">([^<]*)<\/S>/g)]
        .map(([, line]) => (line ?? '').replace(/_x000D__x000A_/g, ' '))
        .join('')
        .trim()
    : text.trim();

function objectOf(text: string, what: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadable(what);
}

function bytesOf(fields: Readonly<Record<string, unknown>>, name: string): Uint8Array | null {
  const value = fields[name] ?? null;
  if (value === null || value === '') return null;
  if (typeof value !== 'string') throw unreadable(name);
  return decoded(value, name);
}

function decoded(text: string, what: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw unreadable(what);
  }
}

const unreadable = (what: string): HostFailure =>
  new HostFailure('malformed', `The host answered something that is not ${what}.`);
