import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { knownGaps } from './tpm2-tools/known-gaps.ts';
import { pageOf } from './tpm2-tools/page.ts';
import { runSteps } from './tpm2-tools/run-steps.ts';
import { stepGroups } from './tpm2-tools/steps/table.ts';
import { hasSwtpm, hasTpm2Tools } from './tpm2-tools/tpms.ts';
import { fullName, judge, type Verdict } from './tpm2-tools/verdict.ts';

const page = join(import.meta.dirname, '../docs/protocol/tpm2-tools.md');

test('a step has a name of its own', () => {
  for (const { steps } of stepGroups) {
    const names = steps.map(([name]) => name);
    expect(names).toEqual([...new Set(names)]);
  }
});

describe.skipIf(!hasTpm2Tools)('tpm2-tools on swtpm and on our TPM over both framings', () => {
  let verdicts: readonly Verdict[] = [];
  beforeAll(async () => {
    verdicts = judge(stepGroups, await runSteps(stepGroups));
    if (hasSwtpm && process.env['WRITE_TPM2_TOOLS_PAGE'] === '1')
      writeFileSync(page, pageOf(verdicts));
  }, 600_000);

  const isGap = (verdict: Verdict): boolean =>
    verdict.kind !== 'swtpm' && knownGaps.includes(fullName(verdict));

  test.each(stepGroups.map(({ name }) => name))('%s', (group) => {
    const failed = verdicts
      .filter((verdict) => verdict.group === group && !verdict.passed && !isGap(verdict))
      .map((verdict) => `${fullName(verdict)} on ${verdict.kind}: ${verdict.text}`);
    expect(failed).toEqual([]);
  });

  test('no known gap is closed: what passes leaves the list', () => {
    const open = new Set(verdicts.filter((v) => isGap(v) && !v.passed).map(fullName));
    expect(knownGaps.filter((name) => !open.has(name))).toEqual([]);
  });

  test.skipIf(!hasSwtpm)('docs/protocol/tpm2-tools.md says what was found', () => {
    expect(readFileSync(page, 'utf8')).toBe(pageOf(verdicts));
  });
});
