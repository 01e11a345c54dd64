import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What a browser loads before the first page shows: the entry and what it imports statically. */
interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const dist = 'apps/console/dist';
const budget = 180;
const manifest: Record<string, Chunk> = JSON.parse(
  readFileSync(`${dist}/.vite/manifest.json`, 'utf8'),
);

function staticImports(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk.imports ?? []) staticImports(next, seen);
  return seen;
}

const kilobytes = (key: string): number =>
  gzipSync(readFileSync(`${dist}/${manifest[key]?.file}`)).length / 1000;

const figures: Record<string, number> = {};
for (const entry of Object.keys(manifest).filter((key) => manifest[key]?.isEntry)) {
  const sizes = [...staticImports(entry)].map(kilobytes);
  const sum = sizes.reduce((a, b) => a + b, 0);
  const name = entry.replace(/\.html$/, '');
  figures[`${name}InitialKilobytes`] = Math.round(sum * 10) / 10;
  console.log(
    `${name.padEnd(10)} ${sum.toFixed(1).padStart(8)} kB gzipped in ${sizes.length} files`,
  );
}
const ratios = Object.fromEntries(
  Object.entries(figures).map(([key, value]) => [
    key.replace('InitialKilobytes', 'OfBudget'),
    Math.round((value / budget) * 1000) / 1000,
  ]),
);
console.log(JSON.stringify({ bench: 'console', figures, ratios }));
