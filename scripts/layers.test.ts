import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** One violation a rule: the rule, who imports, what is imported. */
const planted: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['no-circular', 'packages/tpm/src/a.ts', 'packages/tpm/src/b.ts'],
  ['floor-0-imports-no-higher', 'packages/bytes/src/a.ts', 'packages/tpm/src/index.ts'],
  ['floor-1-imports-no-higher', 'packages/pki/src/a.ts', 'packages/hgs-protocol/src/index.ts'],
  ['floor-2-imports-no-higher', 'packages/code-integrity/src/a.ts', 'packages/fabric/src/index.ts'],
  ['floor-3-imports-no-higher', 'packages/attestation/src/a.ts', 'packages/http/src/index.ts'],
  ['domain-is-pure', 'packages/measured-boot/src/a.ts', 'node:fs'],
  ['packages-never-import-apps', 'packages/http/src/a.ts', 'apps/server/src/server.ts'],
  ['apps-never-import-each-other', 'apps/server/src/a.ts', 'apps/hgs/src/hgs.ts'],
  ['console-sees-contracts-only', 'apps/console/src/a.ts', 'packages/bytes/src/index.ts'],
  ['hgs-knows-no-fabric', 'apps/hgs/src/a.ts', 'packages/wsman/src/index.ts'],
  ['only-hgs-holds-private-keys', 'apps/server/src/b.ts', 'packages/attestation/src/issue.ts'],
  [
    'simulator-only-where-simulated',
    'apps/server/src/c.ts',
    'packages/fabric-simulator/src/index.ts',
  ],
  [
    'features-do-not-import-features',
    'apps/server/src/features/hosts/a.ts',
    'apps/server/src/features/jobs/a.ts',
  ],
  ['no-deep-import', 'apps/server/src/d.ts', 'packages/fabric/src/port.ts'],
  ['not-to-test', 'packages/xml/src/a.ts', 'packages/xml/src/b.test.ts'],
  ['not-to-test', 'apps/hgs/src/b.ts', 'apps/hgs/src/testing/c.ts'],
];

const require = createRequire(import.meta.url);
const config = resolve('.dependency-cruiser.cjs');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-layers-'));

const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};

/** Names of the rules that dependency-cruiser finds broken below `folder`. */
function brokenRules(): readonly string[] {
  const cli = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cli, '--config', config, '--output-type', 'json', 'apps', 'packages'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}

let found: readonly string[] = [];

beforeAll(() => {
  copyFileSync('tsconfig.base.json', join(folder, 'tsconfig.base.json'));
  for (const [, , to] of planted) if (!to.startsWith('node:')) put(to, 'export const value = 1;\n');
  for (const [rule, from, to] of planted) {
    const path = relative(dirname(from), to);
    const specifier = to.startsWith('node:') ? to : path.startsWith('.') ? path : `./${path}`;
    put(from, `import * as imported from '${specifier}';\nexport const used = imported;\n`);
    if (rule === 'no-circular') put(to, `export { used as value } from './a.ts';\n`);
  }
  found = brokenRules();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(planted)('%s is caught where it is planted', (rule, from) => {
  expect(found).toContain(`${rule} ${from}`);
});

test('every rule has a planted violation', () => {
  const { forbidden } = require(config) as { forbidden: { name: string }[] };
  expect(forbidden.map(({ name }) => name).toSorted()).toEqual(
    [...new Set(planted.map(([rule]) => rule))].toSorted(),
  );
});
