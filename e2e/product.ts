import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Polling fast enough that a test need not wait for a minute; everything else is as `npm start` has it. */
const shortPolling = 'reachability=2,services=2,platform=4';

export interface Ports {
  readonly console: number;
  readonly hgs: number;
  readonly simulator: number;
}

/** The whole product as a person starts it, on ports and in a folder of its own. */
export interface RunningProduct {
  readonly data: string;
  readonly consoleUrl: string;
  readonly guardianUrl: string;
  readonly simulatorUrl: string;
  /** The one-time set-up links that it printed; null once an administrator exists. */
  readonly setupLinks: { readonly console: string | null; readonly guardian: string | null };
  /** Every line that it printed. */
  readonly output: readonly string[];
  readonly supervisor: ChildProcess;
  /** Process id of one of its processes, as recorded for the next start. */
  pidOf(name: 'server' | 'hgs' | 'simulator'): number;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export const freePorts = async (): Promise<Ports> => ({
  console: await freePort(),
  hgs: await freePort(),
  simulator: await freePort(),
});

/** Waits until `found` gives something; says what was waited for when it never does. */
export async function eventually<T>(
  what: string,
  found: () => T | null | undefined | Promise<T | null | undefined>,
  seconds = 60,
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const value = await found();
    if (value !== null && value !== undefined) return value;
    if (Date.now() > until) throw new Error(`waited ${seconds} s for ${what}`);
    await delay(100);
  }
}

const linkIn = (output: readonly string[], url: string): string | null =>
  output
    .flatMap((line) => line.match(/http\S+\/setup#token=\S+/) ?? [])
    .find((link) => link.startsWith(url)) ?? null;

/** Starts the product and waits until it says that it is ready. */
export async function startProduct(options: {
  readonly data: string;
  readonly ports: Ports;
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<RunningProduct> {
  const { data, ports, environment = {} } = options;
  const output: string[] = [];
  const supervisor = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'scripts/supervisor/main.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        GATEHOUSE_DATA: data,
        GATEHOUSE_POLL: shortPolling,
        PORT: String(ports.console),
        HGS_PORT: String(ports.hgs),
        SIMULATOR_PORT: String(ports.simulator),
        ...environment,
      },
    },
  );
  for (const stream of [supervisor.stdout, supervisor.stderr])
    createInterface({ input: stream }).on('line', (line) => output.push(line));
  const consoleUrl = `http://127.0.0.1:${ports.console}`;
  const guardianUrl = `http://127.0.0.1:${ports.hgs}`;
  const ended = (): boolean => supervisor.exitCode !== null || supervisor.signalCode !== null;
  await eventually(
    'the product to be ready',
    () => {
      if (ended()) throw new Error(`the product ended:\n${output.join('\n')}`);
      return output.some((line) => line.includes('Stop with Ctrl-C')) || null;
    },
    180,
  ).catch((error: unknown) => {
    supervisor.kill('SIGTERM');
    throw new Error(`${String(error)}\n${output.join('\n')}`);
  });
  return {
    data,
    consoleUrl,
    guardianUrl,
    simulatorUrl: `http://127.0.0.1:${ports.simulator}`,
    setupLinks: { console: linkIn(output, consoleUrl), guardian: linkIn(output, guardianUrl) },
    output,
    supervisor,
    pidOf: (name) => Number(readFileSync(join(data, 'run', `${name}.pid`), 'utf8')),
    async stop() {
      if (ended()) return;
      supervisor.kill('SIGTERM');
      await new Promise((resolve) => supervisor.once('exit', resolve));
    },
  };
}

/** Waits for the first-start seeding, which goes on after the product is ready. */
export const untilSeeded = (product: RunningProduct): Promise<boolean> =>
  eventually(
    `the simulated fabric to be seeded; last lines:\n${product.output.slice(-15).join('\n')}`,
    () => existsSync(join(product.data, 'simulator', 'seeded')) || null,
    180,
  );
