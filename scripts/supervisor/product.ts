import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Child, type ChildSpec, superviseChild } from './child.ts';
import type { Configuration } from './configuration.ts';
import { type Print, readable } from './log-lines.ts';
import { endOrphan } from './orphans.ts';
import { requireFreePort } from './ports.ts';
import { supervisePostgres } from './postgres.ts';
import { newToken, prepareDataFolder, secretsOf } from './secrets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mainOf = (app: string, file = 'main.ts'): string => join(root, 'apps', app, 'src', file);

export interface Product {
  readonly consoleUrl: string;
  readonly guardianUrl: string;
  /** Tokens of the one-time set-up links; worthless once an administrator exists. */
  readonly setup: { readonly server: string; readonly hgs: string };
  /** Ends when the first-start seeding has ended; true if it succeeded or was not needed. */
  readonly seeded: Promise<boolean>;
  stop(): Promise<void>;
}

interface Plan {
  readonly children: readonly ChildSpec[];
  readonly seedEnvironment: Readonly<Record<string, string>>;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Who runs with what: the only place that knows the environment of each process. */
async function planOf(
  configuration: Configuration,
  databases: { readonly server: string; readonly hgs: string },
  setup: Product['setup'],
): Promise<Plan> {
  const { host, ports, data, adminPassword, simulatedHosts } = configuration;
  const at = (port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const urls = { console: at(ports.console), hgs: at(ports.hgs), simulator: at(ports.simulator) };
  const { hgsReaderToken } = await secretsOf(data);
  const seeding =
    simulatedHosts > 0 && !(await exists(join(data, 'simulator', 'seeded')))
      ? { server: newToken(), hgs: newToken() }
      : null;
  const everybody = {
    HOST: host,
    GATEHOUSE_DATA: data,
    CONSOLE_DIST: join(root, 'apps/console/dist'),
    ...(adminPassword === null ? {} : { GATEHOUSE_ADMIN_PASSWORD: adminPassword }),
  };
  const app = (name: string, port: number, environment: Record<string, string>): ChildSpec => ({
    name,
    args: ['--import', 'tsx', mainOf(name)],
    readyUrl: `${at(port)}/readyz`,
    environment: { ...everybody, ...environment },
  });
  const simulator =
    simulatedHosts === 0
      ? []
      : [
          app('simulator', ports.simulator, {
            SIMULATOR_PORT: String(ports.simulator),
            SIMULATED_HOSTS: String(simulatedHosts),
          }),
        ];
  return {
    children: [
      app('hgs', ports.hgs, {
        HGS_PORT: String(ports.hgs),
        HGS_DATABASE_URL: databases.hgs,
        HGS_READER_TOKEN: hgsReaderToken,
        GATEHOUSE_HGS_SETUP_TOKEN: setup.hgs,
        CONSOLE_URL: urls.console,
        ...(seeding && { GATEHOUSE_HGS_SEED_SESSION: seeding.hgs }),
      }),
      app('server', ports.console, {
        PORT: String(ports.console),
        PUBLIC_URL: urls.console,
        DATABASE_URL: databases.server,
        HGS_URL: urls.hgs,
        HGS_READER_TOKEN: hgsReaderToken,
        GATEHOUSE_SETUP_TOKEN: setup.server,
        ...(seeding && { GATEHOUSE_SEED_SESSION: seeding.server }),
        ...(simulatedHosts > 0 && {
          SIMULATOR_URL: urls.simulator,
          GATEHOUSE_RESOLVE: `*.fabric.test=${host}:${ports.simulator}`,
        }),
      }),
      ...simulator,
    ],
    seedEnvironment:
      seeding === null
        ? {}
        : {
            ...everybody,
            SERVER_URL: urls.console,
            HGS_URL: urls.hgs,
            SIMULATOR_URL: urls.simulator,
            GATEHOUSE_SEED_SESSION: seeding.server,
            GATEHOUSE_HGS_SEED_SESSION: seeding.hgs,
          },
  };
}

/** Runs the first-start seeding once; resolves to whether it succeeded. */
function seed(
  environment: Plan['seedEnvironment'],
  print: Print,
): { done: Promise<boolean>; stop(): void } {
  if (Object.keys(environment).length === 0)
    return { done: Promise.resolve(true), stop: () => undefined };
  const child = spawn(process.execPath, ['--import', 'tsx', mainOf('simulator', 'seed.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => print('seed', readable(line)));
  const done = new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
  return { done, stop: () => void child.kill('SIGTERM') };
}

const portVariables = { hgs: 'HGS_PORT', server: 'PORT', simulator: 'SIMULATOR_PORT' } as const;

/** Starts PostgreSQL, hgs, server and simulator, and waits until all serve. */
export async function startProduct(configuration: Configuration, print: Print): Promise<Product> {
  const { data, host, ports } = configuration;
  await prepareDataFolder(data);
  for (const name of ['seed', 'simulator', 'server', 'hgs'] as const) {
    const main = name === 'seed' ? mainOf('simulator', 'seed.ts') : mainOf(name);
    if (await endOrphan(data, name, main)) print('gatehouse', `ended ${name} of an earlier run`);
  }
  const wanted = {
    hgs: ports.hgs,
    server: ports.console,
    ...(configuration.simulatedHosts > 0 && { simulator: ports.simulator }),
  };
  for (const [name, port] of Object.entries(wanted))
    await requireFreePort(host, port, portVariables[name as keyof typeof portVariables]);

  const postgres = configuration.databases
    ? null
    : await supervisePostgres(join(data, 'postgres'), print);
  const databases = configuration.databases ?? postgres?.urls ?? { server: '', hgs: '' };
  const setup = { server: newToken(), hgs: newToken() };
  const plan = await planOf(configuration, databases, setup);
  const children: Child[] = plan.children.map((spec) => superviseChild(spec, data, print));
  const stopAll = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()));
    await postgres?.stop();
  };
  try {
    await Promise.all(children.map((child) => child.ready));
  } catch (error) {
    await stopAll();
    throw error;
  }
  const seeding = seed(plan.seedEnvironment, print);
  const url = (port: number): string => `http://${host}:${port}`;
  return {
    consoleUrl: url(ports.console),
    guardianUrl: url(ports.hgs),
    setup,
    seeded: seeding.done,
    stop: async () => {
      seeding.stop();
      await stopAll();
    },
  };
}
