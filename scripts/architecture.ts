import { readFileSync, writeFileSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const page = 'docs/architecture.md';
const owner = /^(?:apps|packages)\/[^/]+/;

/** Which package imports which, read from the sources: `apps/hgs --> packages/tpm`, sorted. */
async function importsBetweenPackages(): Promise<readonly string[]> {
  const { output } = await cruise(['apps', 'packages'], {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.tsx?$|/dist/|/testing/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
    },
  });
  const edges = new Set<string>();
  for (const module of (output as ICruiseResult).modules) {
    const from = owner.exec(module.source)?.[0];
    for (const { resolved } of module.dependencies) {
      const to = owner.exec(resolved)?.[0];
      if (from !== undefined && to !== undefined && from !== to) edges.add(`${from} --> ${to}`);
    }
  }
  return [...edges].toSorted();
}

/** The page with its drawing replaced by what the imports say. */
export async function architecturePage(): Promise<string> {
  const edges = await importsBetweenPackages();
  const drawing = ['```mermaid', 'graph TD', ...edges.map((edge) => `  ${edge}`), '```'].join('\n');
  return readFileSync(page, 'utf8').replace(/```mermaid[\s\S]*?```/, drawing);
}

if (process.argv[1]?.endsWith('architecture.ts')) writeFileSync(page, await architecturePage());
