// Sets up and passes all tests: `npm test`, or some of them: `npm test -- unit e2e`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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

/** A line for the end of the output: what failed, and the beginning of why. */
const because = (name, message = 'no message') =>
  `${name}: ${stripVTControlCharacters(message).trim().split('\n').slice(0, 3).join(' | ').slice(0, 500)}`;

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];
const errorOf = (tests) =>
  tests.flatMap(({ results }) => results).find(({ error }) => error !== undefined)?.error.message;

/** Counts of a runner, from its own JSON report; a runner without a report has failed. */
async function counted(name, run, read) {
  mkdirSync(cache, { recursive: true });
  rmSync(report(name), { force: true });
  const code = await run(report(name));
  const outside = (what) => ({ failed: 1, failures: [`${name}: ${what}`] });
  const none = { passed: 0, skipped: 0 };
  if (!existsSync(report(name))) return { ...none, ...outside('the runner left no report') };
  const counts = read(JSON.parse(readFileSync(report(name), 'utf8')));
  if (counts.passed + counts.failed === 0) return { ...counts, ...outside('no test ran') };
  // A runner that fails outside a test (a hook, an unhandled rejection) must not pass.
  if (code === 0 || counts.failed > 0) return counts;
  return { ...counts, ...outside(`no test failed, and yet exit status ${code}: see above`) };
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
    ({ testResults, numPassedTests, numFailedTests }) => {
      const tests = testResults.flatMap((file) => file.assertionResults);
      const skipped = tests.filter(({ status }) => status === 'pending' || status === 'skipped');
      const failed = tests.filter(({ status }) => status === 'failed');
      // A file that failed outside its tests (a hook) left them all skipped.
      const failedFiles = testResults.filter(
        (file) =>
          file.status === 'failed' &&
          file.assertionResults.every(({ status }) => status !== 'failed'),
      );
      for (const { assertionResults } of testResults.filter((file) => !failedFiles.includes(file)))
        for (const test of assertionResults)
          if (skipped.includes(test)) console.log(`- skipped: ${test.fullName}`);
      return {
        passed: numPassedTests,
        failed: numFailedTests + failedFiles.length,
        skipped: skipped.length,
        failures: [
          ...failed.map(({ fullName, failureMessages }) => because(fullName, failureMessages[0])),
          ...failedFiles.map(({ name, message }) => because(relative(root, name), message)),
        ],
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
    ({ stats, errors, suites }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected + errors.length,
      skipped: stats.skipped,
      failures: [
        ...suites
          .flatMap(specsOf)
          .filter(({ ok }) => !ok)
          .map(({ title, tests }) => because(title, errorOf(tests))),
        ...errors.map(({ message }) => because('e2e', message)),
      ],
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
const failures = [];
for (const [name, run] of Object.entries(runners)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const counts = await run();
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  );
  for (const key of Object.keys(total)) total[key] += counts[key];
  failures.push(...counts.failures);
}
for (const line of failures) console.log(`✗ ${line}`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
