import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Configuration } from './configuration.ts';
import type { Print } from './log-lines.ts';

/** Vite's dev server for the console, which forwards everything else to server and hgs. */
export function startVite({ ports }: Configuration, print: Print): ChildProcess {
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));
  const child = spawn(process.execPath, [vite, 'apps/console'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, PORT: String(ports.console), HGS_PORT: String(ports.hgs) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => print('vite', line));
  return child;
}
