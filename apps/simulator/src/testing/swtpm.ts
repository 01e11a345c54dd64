import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSwtpm, type OpenTransport, TransportError } from '@gatehouse/tpm-transport';
import { until } from '../seeding/until.ts';

export const hasSwtpm = spawnSync('swtpm', ['--version']).status === 0;

export interface Swtpm {
  readonly transport: OpenTransport;
  close(): Promise<void>;
}

/** Null as long as nobody listens. */
const connected = (path: string): Promise<OpenTransport | null> =>
  connectSwtpm({ path }).catch((error: unknown) => {
    if (error instanceof TransportError) return null;
    throw error;
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
  const transport = await until(() => connected(path), {
    what: 'swtpm listens',
    timeoutMilliseconds: 5_000,
    pauseMilliseconds: 50,
  });
  return {
    transport,
    close: async () => {
      const ended = once(child, 'exit');
      transport.close();
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}
