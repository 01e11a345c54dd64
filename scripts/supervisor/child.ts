import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type Print, readable } from './log-lines.ts';
import { forgetProcess, recordProcess } from './orphans.ts';
import { StartError } from './start-error.ts';

export interface ChildSpec {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Answers 200 when the process serves. */
  readonly readyUrl: string;
}

export interface Child {
  /** Resolves when it serves for the first time; throws {@link StartError} if it ends before. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Waits after the n-th death in a row: 0.25 s, doubling, at most 15 s. */
const backOff = (deaths: number): number => Math.min(15_000, 250 * 2 ** (deaths - 1));
const longestStart = 120_000;
const steady = 30_000;

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Runs one of our processes, again whenever it dies, until it is stopped. */
export function superviseChild(spec: ChildSpec, data: string, print: Print): Child {
  let process_: ChildProcess | null = null;
  let stopping = false;
  let served = false;
  const stopped = new AbortController();

  const spawnOnce = async (): Promise<string> => {
    const child = spawn(process.execPath, [...spec.args], {
      env: { ...process.env, ...spec.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Of its own group, so that Ctrl-C reaches it through us, in order.
      detached: process.platform !== 'win32',
    });
    process_ = child;
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => print(spec.name, readable(line)));
    if (child.pid !== undefined) await recordProcess(data, spec.name, child.pid);
    return new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
    });
  };

  const keepRunning = async (): Promise<void> => {
    for (let deaths = 0; !stopping; ) {
      const since = Date.now();
      const end = await spawnOnce();
      process_ = null;
      if (stopping) return;
      if (!served)
        throw new StartError(`${spec.name} did not start (${end}): see its lines above.`);
      deaths = Date.now() - since > steady ? 1 : deaths + 1;
      print(spec.name, `ended by itself (${end}); starting again in ${backOff(deaths) / 1000} s`);
      await delay(backOff(deaths), undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };

  const running = keepRunning();
  const untilServing = async (): Promise<void> => {
    const until = Date.now() + longestStart;
    while (!(await answers(spec.readyUrl))) {
      if (stopping) return;
      if (Date.now() > until)
        throw new StartError(
          `${spec.name} does not answer at ${spec.readyUrl}: see its lines above.`,
        );
      await delay(100);
    }
    served = true;
  };

  return {
    ready: Promise.race([untilServing(), running]),
    stop: async () => {
      stopping = true;
      stopped.abort();
      const child = process_;
      if (child !== null) {
        child.kill('SIGTERM');
        const kill = setTimeout(() => child.kill('SIGKILL'), 8_000);
        await running.catch(() => undefined);
        clearTimeout(kill);
      }
      await forgetProcess(data, spec.name);
    },
  };
}
