import {
  encode,
  fromBase64,
  fromUtf8,
  MalformedError,
  toBase64,
  toHex,
  utf8,
} from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { clockResyncCommand, hostScripts } from '@gatehouse/fabric-winrm';
import { tpm2bPublic } from '@gatehouse/tpm';
import { type CommandResult, encodedPowerShellOf } from '@gatehouse/wsman/server';
import { NoTpm20Error } from '../tpm/tpm-kind.ts';
import type { CimHost } from './cim-class.ts';

type Program = (host: CimHost, stdin: Uint8Array) => CommandResult | Promise<CommandResult>;

const prints = (stdout: string): CommandResult => ({
  stdout: `${stdout}\r\n`,
  stderr: '',
  exitCode: 0,
});
const fails = (stderr: string, exitCode = 1): CommandResult => ({
  stdout: '',
  stderr: `${stderr}\r\n`,
  exitCode,
});

/** Lines up to the first empty one. */
const linesOf = (stdin: Uint8Array): readonly string[] => {
  const lines = fromUtf8(stdin).split(/\r?\n/);
  const end = lines.indexOf('');
  return lines.slice(0, end < 0 ? undefined : end);
};

/** A line of base64 of the path, lines of base64 of the bytes, an empty line. */
const copyFile: Program = ({ files }, stdin) => {
  const [path = '', ...chunks] = linesOf(stdin);
  const parts = chunks.map(fromBase64);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  files.write(fromUtf8(fromBase64(path)), bytes);
  return prints(toHex(hash('sha256', bytes)).toUpperCase());
};

/** Commands for the TPM in base64, a line each; its responses likewise. */
const submitTpmCommands: Program = async ({ host }, stdin) => {
  const commands = linesOf(stdin).map(fromBase64);
  const { device } = await host.tpm();
  const responses: string[] = [];
  for (const command of commands) responses.push(toBase64(await device.execute(command)));
  return prints(responses.join('\r\n'));
};

const mostUrls = 8;

/** URLs in base64, a line each; what answers at them, likewise. */
const reachUrls: Program = async ({ host }, stdin) => {
  const urls = linesOf(stdin).map((line) => fromUtf8(fromBase64(line)));
  const answers: string[] = [];
  for (const url of urls.slice(0, mostUrls)) {
    const started = performance.now();
    const found = await host.reach(url).then(
      (status) => ({ status, problem: null }),
      (error: unknown) => ({ status: null, problem: toBase64(utf8(reasonOf(error))) }),
    );
    const milliseconds = Math.round(performance.now() - started);
    answers.push(JSON.stringify({ ...found, milliseconds }));
  }
  return prints(answers.join('\r\n'));
};

/** The innermost reason: that a fetch failed says nothing. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
};

/** What the scripts of the connector do on Windows, done here. */
const scripts: Readonly<Record<keyof typeof hostScripts, Program>> = {
  copyFile,
  submitTpmCommands,
  reachUrls,
  platformIdentifier: async ({ host }) => {
    // Of a TPM 1.2 nothing is told that names it for TPM attestation.
    if (host.tpmKind === 'tpm-1.2')
      return prints(JSON.stringify({ endorsementKey: null, certificate: null, document: null }));
    const { keys, ekCertificate } = await host.tpm();
    return prints(
      JSON.stringify({
        endorsementKey: toBase64(encode(tpm2bPublic, keys.ek.public)),
        certificate: toBase64(ekCertificate),
        document: null,
      }),
    );
  },
  eventLog: async ({ host }) => prints(toBase64(await host.eventLog())),
  deployedCodeIntegrityPolicyHash: ({ host }) => prints(host.state.policy?.toUpperCase() ?? 'none'),
};

const resync: Program = ({ host }) => {
  host.resyncClock();
  return prints('Sending resync command to local computer\r\nThe command completed successfully.');
};

const programs: ReadonlyMap<string, Program> = new Map([
  [[clockResyncCommand.command, ...clockResyncCommand.arguments].join(' '), resync],
  ['w32tm /resync', resync],
  ['hostname', ({ host }) => prints(host.identity.computerName)],
  ['ver', ({ host }) => prints(`Microsoft Windows [Version ${host.identity.line.os.version}]`)],
]);

function scriptProgram(script: string): Program | undefined {
  const names = Object.keys(scripts) as (keyof typeof scripts)[];
  const name = names.find((known) => hostScripts[known].trim() === script.trim());
  return name === undefined ? undefined : scripts[name];
}

/** Runs what a management client sends to a Windows host; nothing else exists on it. */
export async function runCommand(
  host: CimHost,
  command: string,
  args: readonly string[],
  stdin: Uint8Array,
): Promise<CommandResult> {
  try {
    const line = [command, ...args].join(' ').trim();
    const script = encodedPowerShellOf({ command, arguments: args });
    const program = script === null ? programs.get(line.toLowerCase()) : scriptProgram(script);
    if (program !== undefined) return await program(host, stdin);
    return script === null
      ? fails(`'${command}' is not recognized as an internal or external command,`)
      : fails('This simulated host runs the scripts of Gatehouse only.');
  } catch (error) {
    const isTold =
      error instanceof MalformedError ||
      error instanceof TypeError ||
      error instanceof NoTpm20Error;
    if (isTold) return fails(error.message);
    throw error;
  }
}
