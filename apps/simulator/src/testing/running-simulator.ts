import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostConnection } from '@gatehouse/fabric';
import type { Timing } from '@gatehouse/fabric-simulator';
import { createWinrmConnector } from '@gatehouse/fabric-winrm';
import { pino } from 'pino';
import type { Environment } from '../environment.ts';
import { type Api, createApi } from '../seeding/api.ts';
import { type Simulator, startSimulator } from '../simulator.ts';

export interface RunningSimulator {
  readonly url: string;
  readonly dataDir: string;
  readonly api: Api;
  readonly password: string;
  /** A connection as the server has it. */
  connect(name: string): HostConnection;
  /** Ends the process's part and starts again on the same state. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** A simulator on a port of its own and in a folder of its own, with hosts that boot fast. */
export async function runSimulator(
  hosts: number,
  timing: Partial<Timing> = { boot: 100 },
  tpms: Partial<Pick<Environment, 'SIMULATOR_TPM' | 'SIMULATED_TPM12_HOST'>> = {},
): Promise<RunningSimulator> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-simulator-'));
  const start = (port: number): Promise<Simulator> =>
    startSimulator(
      {
        HOST: '127.0.0.1',
        SIMULATOR_PORT: port,
        SIMULATED_HOSTS: hosts,
        SIMULATOR_TPM: 'simulated',
        SIMULATED_TPM12_HOST: 0,
        ...tpms,
        SIMULATOR_SEED: 'a test',
        GATEHOUSE_DATA: dataDir,
        LOG_LEVEL: 'warn',
      },
      pino({ level: 'warn' }),
      timing,
    );
  let simulator = await start(0);
  const { port } = simulator;
  const url = `http://127.0.0.1:${port}`;
  const credentials = await readFile(join(dataDir, 'simulator', 'credentials.json'), 'utf8');
  const { username, password } = JSON.parse(credentials) as { username: string; password: string };
  const connectHost = createWinrmConnector({
    resolve: () => ({ address: '127.0.0.1', port }),
    authentication: 'basic',
    timeouts: { connect: 2_000, read: 3_000, change: 20_000 },
  });
  const connections: HostConnection[] = [];
  return {
    url,
    dataDir,
    api: createApi({ url, session: null }),
    password,
    connect: (name) => {
      const connection = connectHost({ name, username, password });
      connections.push(connection);
      return connection;
    },
    resume: async () => {
      await simulator.close();
      simulator = await start(port);
    },
    close: async () => {
      for (const connection of connections) connection.close();
      await simulator.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
