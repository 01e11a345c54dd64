// Sets up and passes all tests: `npm test`, or some of them: `npm test -- unit e2e`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole, cache, findBrowser, install, requireNode, root } from './setup.mjs';

requireNode();
install();

const bin = (tool) => join(root, 'node_modules', tool);
const report = (name) => join(cache, `${name}.json`);

/** Runs a Node program with our output; resolves to its exit status. */
function node(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Counts of a runner, from its own JSON report; a runner without a report has failed. */
async function counted(name, run, read) {
  mkdirSync(cache, { recursive: true });
  rmSync(report(name), { force: true });
  const code = await run(report(name));
  if (!existsSync(report(name))) return { passed: 0, failed: 1, skipped: 0 };
  const counts = read(JSON.parse(readFileSync(report(name), 'utf8')));
  if (counts.passed + counts.failed === 0) {
    console.log(`✗ ${name}: no test ran`);
    return { ...counts, failed: 1 };
  }
  // A runner that fails outside a test (a hook, an unhandled rejection) must not pass.
  return { ...counts, failed: code === 0 ? counts.failed : Math.max(1, counts.failed) };
}

const vitest = (name, projects) => () =>
  counted(
    name,
    (file) =>
      node([
        bin('vitest/vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--maxWorkers=100%', // Files share nothing; Vitest would leave a core idle.
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ]),
    (json) => {
      const skipped = json.testResults.flatMap((file) =>
        file.assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped'),
      );
      for (const { fullName } of skipped) console.log(`- skipped: ${fullName}`);
      const failedFiles = json.testResults.filter(
        (file) =>
          file.status === 'failed' &&
          file.assertionResults.every(({ status }) => status !== 'failed'),
      );
      return {
        passed: json.numPassedTests,
        failed: json.numFailedTests + failedFiles.length,
        skipped: skipped.length,
      };
    },
  );

async function playwright() {
  buildConsole();
  const browser = findBrowser();
  return counted(
    'e2e',
    (file) =>
      node([bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'], {
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
        ...(browser === null ? {} : { GATEHOUSE_BROWSER: browser }),
      }),
    ({ stats, errors }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected + errors.length,
      skipped: stats.skipped,
    }),
  );
}

const runners = {
  check: async () => (await import('./check.mjs')).runChecks(),
  unit: vitest('unit', ['unit', 'console']),
  integration: vitest('integration', ['integration']),
  e2e: playwright,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in runners));
if (unknown.length > 0) {
  console.error(
    `No such tests: ${unknown.join(', ')}. There are ${Object.keys(runners).join(', ')}.`,
  );
  process.exit(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, run] of Object.entries(runners)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const counts = await run();
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  );
  for (const key of Object.keys(total)) total[key] += counts[key];
}
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
