import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeResponseCode, responseCode } from '@gatehouse/tpm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accepted } from './testing/accepted.ts';
import { freePortPair } from './testing/free-port-pair.ts';
import { codeOf } from './testing/raw-command.ts';
import { refusals } from './testing/refusals.ts';

const host = '127.0.0.1';
const hasSwtpm = spawnSync('swtpm', ['--version']).error === undefined;
const mostTries = 100;

const connected = (port: number): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.once('error', () => resolve(null));
  });

/** swtpm sends each response in one piece, and the commands here are sent one at a time. */
async function exchange(socket: Socket, command: Uint8Array): Promise<Uint8Array> {
  socket.write(command);
  const [chunk] = await once(socket, 'data');
  return new Uint8Array(chunk);
}

async function codeFrom(socket: Socket, command: Uint8Array): Promise<number> {
  const code = codeOf(await exchange(socket, command));
  return code === responseCode.RETRY ? codeFrom(socket, command) : code;
}

const named = (code: number): string => `0x${code.toString(16)} ${describeResponseCode(code).name}`;

interface Swtpm {
  readonly socket: Socket;
  readonly process: ChildProcess;
  readonly folder: string;
}

/** A new swtpm that has been started (TPM2_Startup). */
async function startSwtpm(): Promise<Swtpm> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-refusals-'));
  const port = await freePortPair();
  const channel = (at: number): string => `type=tcp,port=${at},bindaddr=${host}`;
  const options = ['--server', channel(port), '--ctrl', channel(port + 1)];
  const flags = ['--flags', 'not-need-init,startup-clear'];
  const state = ['--tpmstate', `dir=${folder}`];
  const child = spawn('swtpm', ['socket', '--tpm2', ...state, ...options, ...flags]);
  for (let tries = 0; tries < mostTries; tries++) {
    await pause(50);
    const socket = await connected(port);
    if (socket !== null) return { socket, process: child, folder };
  }
  child.kill('SIGTERM');
  throw new Error('swtpm does not listen');
}

describe.skipIf(!hasSwtpm)('swtpm', () => {
  let swtpm: Swtpm;
  beforeEach(async () => {
    swtpm = await startSwtpm();
  });
  afterEach(() => {
    swtpm.socket.destroy();
    swtpm.process.kill('SIGTERM');
    rmSync(swtpm.folder, { recursive: true, force: true });
  });

  const answers = async (rows: readonly (readonly [string, Uint8Array, number?])[]) => {
    const found: string[] = [];
    for (const [what, bytes] of rows)
      found.push(`${what}: ${named(await codeFrom(swtpm.socket, bytes))}`);
    return found;
  };

  test('gives the codes of the table', async () => {
    expect(await answers(refusals)).toEqual(
      refusals.map(([what, , code]) => `${what}: ${named(code)}`),
    );
  });

  test('takes the commands that we take', async () => {
    expect(await answers(accepted)).toEqual(accepted.map(([what]) => `${what}: ${named(0)}`));
  });
});
