// Types, lint, layers and dead code: `npm run check`. Each check counts as one test.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Fewer modules than this means that dependency-cruiser has not read the TypeScript. */
const leastModules = 300;

const checks = [
  { name: 'types of the Node side', run: ['tsc', '-p', '.'] },
  { name: 'types of the console', run: ['tsc', '-p', 'apps/console'] },
  { name: 'lint and format', run: ['biome', 'ci', '--colors=off'] },
  { name: 'layers', run: ['depcruise', 'apps', 'packages'], passes: cruisedEnough },
  { name: 'dead code', run: ['knip', '--no-progress', '--treat-config-hints-as-errors'] },
];

function cruisedEnough(output) {
  const modules = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0);
  return modules >= leastModules ? null : `only ${modules} modules were read`;
}

/** Runs one check; resolves to what is wrong, or null. */
function check({ run: [tool, ...args], passes }) {
  return new Promise((resolve) => {
    const bin = `${root}/node_modules/.bin/${tool}`;
    const child = spawn(bin, args, { cwd: root, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => (output += part));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => {
      const problem = code === 0 ? (passes?.(output) ?? null) : `exit status ${code}`;
      resolve(problem === null ? null : `${problem}\n${output.trimEnd()}`);
    });
  });
}

/** Runs all checks, two at a time; returns the counts. */
export async function runChecks() {
  const queue = [...checks];
  let passed = 0;
  const failures = [];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const problem = await check(next);
      console.log(`${problem === null ? '✓' : '✗'} check: ${next.name}`);
      if (problem === null) passed += 1;
      else {
        failures.push(`check: ${next.name}`);
        console.log(problem);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return { passed, failed: failures.length, skipped: 0, failures };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  process.exit(failed === 0 ? 0 : 1);
}
