import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TpmTransport } from '@gatehouse/tpm';
import { until } from '../seeding/until.ts';

export const hasSwtpm = spawnSync('swtpm', ['--version']).status === 0;

export interface Swtpm {
  readonly transport: TpmTransport;
  close(): Promise<void>;
}

const headerBytes = 6;

/** One command, its whole response: the size is in bytes 2 to 5 of the header. */
const transportOver = (socket: Socket): TpmTransport => ({
  send: (command) =>
    new Promise((resolve, reject) => {
      let received = Buffer.alloc(0);
      const onData = (chunk: Buffer): void => {
        received = Buffer.concat([received, chunk]);
        if (received.length < headerBytes || received.length < received.readUInt32BE(2)) return;
        socket.off('data', onData);
        resolve(new Uint8Array(received));
      };
      socket.on('data', onData);
      socket.once('error', reject);
      socket.write(command);
    }),
});

const connected = (path: string): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', () => resolve(null));
  });

/** The software TPM of the swtpm project: an implementation of TPM 2.0 that is not ours. */
export async function runSwtpm(): Promise<Swtpm> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-swtpm-'));
  const path = join(directory, 'tpm.socket');
  const child: ChildProcess = spawn('swtpm', [
    'socket',
    '--tpm2',
    '--tpmstate',
    `dir=${directory}`,
    '--server',
    `type=unixio,path=${path}`,
    '--ctrl',
    `type=unixio,path=${path}.ctrl`,
    '--flags',
    'not-need-init,startup-none',
  ]);
  const socket = await until(() => connected(path), {
    what: 'swtpm listens',
    timeoutMilliseconds: 5_000,
    pauseMilliseconds: 50,
  });
  return {
    transport: transportOver(socket),
    close: async () => {
      const ended = once(child, 'exit');
      socket.destroy();
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}
