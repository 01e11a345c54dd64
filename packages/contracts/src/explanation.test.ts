import { expect, test } from 'vitest';
import { bootCauseCodes, bootCauses } from './boot-causes.ts';
import { type Explanation, explanation, explanationLines } from './explanation.ts';

const filled = ['measured', 'trusted', 'pcr', 'event', 'baseline', 'detail'];

test.each(bootCauseCodes)(
  '%s says what happened, what it means, what to do and who can',
  (code) => {
    const { sentence, meaning, remedy } = bootCauses[code];
    for (const text of [sentence, meaning, remedy]) expect(text).toMatch(/^[A-Z].{16,}\.$/);
    for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) expect(filled).toContain(name);
    expect(`${meaning}${remedy}`).not.toContain('{');
  },
);

test('every cause has a sentence of its own', () => {
  const sentences = bootCauseCodes.map((code) => bootCauses[code].sentence);
  expect(new Set(sentences).size).toBe(sentences.length);
});

const told: Explanation = {
  cause: 'boot-manager-replaced',
  sentence: 'The boot manager is another one.',
  meaning: 'It decides what is loaded.',
  remedy: 'Repair it.',
  who: 'host administrator',
  event: 12,
  pcr: 4,
  measured: { what: 'bootmgfw.efi', digest: 'aa' },
  trusted: { what: 'bootmgfw.efi', digest: 'bb', by: 'rack 3' },
  further: [{ cause: 'iommu-off', sentence: 'No IOMMU.', event: null, pcr: null }],
};

test('an explanation as text has all that it has as data', () => {
  expect(explanation.parse(told)).toEqual(told);
  expect(explanationLines(told)).toEqual([
    'What happened: The boot manager is another one.',
    'Measured: bootmgfw.efi, digest aa',
    'Expected: bootmgfw.efi (rack 3), digest bb',
    'Evidence: event 12, PCR 4',
    'What it means: It decides what is loaded.',
    'What to do: Repair it.',
    'Who: host administrator',
    'Cause: boot-manager-replaced',
    'Also: No IOMMU.',
  ]);
});
