// Sets up and runs everything on this machine: `npm start`; with Vite's dev server: `npm run dev`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildConsole, install, requireNode, root } from './setup.mjs';

requireNode();
install();
const args = process.argv.slice(2);
if (!args.includes('--dev')) buildConsole();

const main = join(root, 'scripts/supervisor/main.ts');
const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl-C reaches the supervisor by itself, as part of our process group; it stops the rest.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
// npm passes SIGTERM to its shell only: without that shell we were told to stop.
if (process.env.npm_lifecycle_event !== undefined) {
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && child.kill('SIGTERM'), 500).unref();
}
child.on('close', (code) => process.exit(code ?? 1));
