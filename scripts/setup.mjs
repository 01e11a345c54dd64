// What `npm start` and `npm test` need before anything of ours can run. Node built-ins only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache/gatehouse');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Gatehouse needs Node 20.19 or later; this is ${process.versions.node}. Install a newer Node and try again.`,
  );
}

function run(what, command, args) {
  console.log(what);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    fail(
      `${what.replace(/ …$/, '')} failed (${error?.message ?? `exit status ${status}`}): see above.`,
    );
}

const digestOfFiles = (files) => {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return ['node_modules', 'dist'].includes(entry.name) ? [] : filesUnder(path);
      return [path];
    })
    .sort();
}

/** Runs `make` unless a stamp says that it ran for exactly these inputs and its output is there. */
function whenStale(stamp, inputs, output, make) {
  const file = join(cache, stamp);
  const now = digestOfFiles(inputs);
  if (existsSync(join(root, output)) && existsSync(file) && readFileSync(file, 'utf8') === now)
    return;
  make();
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, now);
}

/**
 * Installs what the lock file names, when it has changed or nothing is there. `npm install --no-save`
 * and not `npm ci`, which refuses a registry that lacks an optional package of another platform.
 */
export function install() {
  const workspaces = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  );
  const inputs = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    ...workspaces.filter((file) => existsSync(join(root, file))),
  ];
  whenStale('installed', inputs, 'node_modules/tsx', () =>
    run('Installing dependencies …', npm, ['install', '--no-save', '--no-progress']),
  );
}

/** Builds the console when its sources, the contract or the dependencies have changed. */
export function buildConsole() {
  const inputs = [
    'package-lock.json',
    ...filesUnder('apps/console'),
    ...filesUnder('packages/contracts'),
  ];
  whenStale('console-built', inputs, 'apps/console/dist/index.html', () =>
    run('Building the console …', process.execPath, [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      'apps/console',
      '--logLevel',
      'warn',
    ]),
  );
}

/** The shell without a window starts in a third of the time, and needs less of the processor. */
const systemBrowsers = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium: installed, else Playwright's own, else from Debian's packages as root. */
export function findBrowser() {
  const named = process.env.GATEHOUSE_BROWSER;
  const found = [named, ...systemBrowsers].find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return found;
  const playwright = join(root, 'node_modules/playwright/cli.js');
  console.log('Installing a browser …');
  if (
    spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'ignore' }).status ===
    0
  )
    return null;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    for (const name of ['chromium-headless-shell', 'chromium']) {
      spawnSync('apt-get', ['install', '-y', '-qq', name], { stdio: 'ignore' });
      if (existsSync(`/usr/bin/${name}`)) return `/usr/bin/${name}`;
    }
  }
  return fail('No browser: install Chromium, or name one in GATEHOUSE_BROWSER, and try again.');
}

export { cache, root };
