import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePortPair } from '../../packages/tpm-simulator/src/testing/free-port-pair.ts';

// swtpm_setup --version ends with status 1.
const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;
export const hasTpm2Tools = has('tpm2_getrandom');
export const hasSwtpm = has('swtpm') && has('swtpm_setup');

/** The TPMs that every step is tried on, and the titles of their columns. */
export const tpmKinds = {
  swtpm: 'swtpm',
  oursOverSwtpm: 'Gatehouse, swtpm framing',
  oursOverMssim: 'Gatehouse, mssim framing',
} as const;
export type TpmKind = keyof typeof tpmKinds;

export interface RunningTpm {
  /** For `-T`. */
  readonly tcti: string;
  /** Of commands, on loopback. */
  readonly port: number;
  readonly pid: number;
  /** Whether it has three slots for transient objects and sessions, and no more. */
  readonly fewSlots: boolean;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
const host = '127.0.0.1';

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
const stopping = (child: ChildProcess) => async () => {
  child.kill('SIGTERM');
  await ended(child);
};

/**
 * A new swtpm with EK certificates and the banks SHA-1, SHA-256 and SHA-384, made in `folder` with a
 * certificate authority of its own. Returns the folder of its state. Throws if swtpm_setup fails.
 */
export function makeSwtpm(folder: string): string {
  const at = (name: string): string => join(folder, name);
  const state = at('state');
  mkdirSync(at('ca'), { recursive: true });
  mkdirSync(state);
  const files = {
    'setup.conf': [
      'create_certs_tool = swtpm_localca',
      `create_certs_tool_config = ${at('localca.conf')}`,
      `create_certs_tool_options = ${at('localca.options')}`,
    ],
    'localca.conf': [
      `statedir = ${at('ca')}`,
      `signingkey = ${at('ca/signkey.pem')}`,
      `issuercert = ${at('ca/issuercert.pem')}`,
      `certserial = ${at('ca/certserial')}`,
    ],
    'localca.options': [
      '--platform-manufacturer Gatehouse',
      '--platform-version 1',
      '--platform-model Test',
    ],
  };
  for (const [name, lines] of Object.entries(files)) writeFileSync(at(name), lines.join('\n'));
  const { status, stdout, stderr } = spawnSync(
    'swtpm_setup',
    [
      '--tpm2',
      '--create-ek-cert',
      '--lock-nvram',
      ...['--tpmstate', state],
      ...['--pcr-banks', 'sha1,sha256,sha384'],
      ...['--config', at('setup.conf')],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`swtpm_setup ended with ${status}: ${stdout}${stderr}`);
  return state;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const mostWait = 15_000;

/** A copy of the swtpm whose state is in `made`, started (TPM2_Startup) and listening. */
export async function startSwtpm(made: string, folder: string): Promise<RunningTpm> {
  cpSync(made, folder, { recursive: true });
  const port = await freePortPair();
  const listen = (at: number): string => `type=tcp,port=${at},bindaddr=${host}`;
  const child = spawn(
    'swtpm',
    [
      ...['socket', '--tpm2', '--tpmstate', `dir=${folder}`],
      ...['--server', listen(port), '--ctrl', listen(port + 1)],
      ...['--flags', 'not-need-init,startup-clear'],
    ],
    { stdio: 'ignore' },
  );
  const end = Date.now() + mostWait;
  while (!(await answers(port + 1))) {
    if (child.exitCode !== null) throw new Error(`swtpm ended with ${child.exitCode}`);
    if (Date.now() > end) throw new Error('swtpm does not listen');
    await pause(20);
  }
  return {
    tcti: `swtpm:host=${host},port=${port}`,
    port,
    pid: child.pid ?? 0,
    fewSlots: true,
    close: stopping(child),
  };
}

/** Our TPM as `npm run -s tpm` starts it. */
export async function startOurs(framing: 'swtpm' | 'mssim', folder: string): Promise<RunningTpm> {
  const port = await freePortPair();
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'scripts/tpm.ts', '--framing', framing],
      ...['--port', String(port), '--state', folder],
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (status) => reject(new Error(`the TPM ended with status ${status}`)));
  });
  return {
    tcti: `${framing}:host=${host},port=${port}`,
    port,
    pid: child.pid ?? 0,
    fewSlots: false,
    close: stopping(child),
  };
}
