// Measures one published figure: `npm run bench -- NAME`. A table, then one line of JSON.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole, install, requireNode, root } from './setup.mjs';

requireNode();
install();

const [name, ...rest] = process.argv.slice(2);
const file = join(root, 'bench', `${name}.ts`);
if (name === undefined || !/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const known = readdirSync(join(root, 'bench')).filter((entry) => entry.endsWith('.ts'));
  console.error(`Which figure? ${known.map((entry) => entry.slice(0, -3)).join(', ')}`);
  process.exit(1);
}
if (name === 'console' || name === 'start') buildConsole();
spawn(process.execPath, ['--import', 'tsx', file, ...rest], { cwd: root, stdio: 'inherit' }).on(
  'close',
  (code) => process.exit(code ?? 1),
);
