import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { architecturePage } from './architecture.ts';

test('the drawing in docs/architecture.md is what the imports say (npx tsx scripts/architecture.ts)', async () => {
  expect(readFileSync('docs/architecture.md', 'utf8')).toBe(await architecturePage());
}, 60_000);
