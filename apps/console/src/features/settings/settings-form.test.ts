import { expect, test } from 'vitest';
import { draftOf, emptyPair, settingsForm } from './settings-form.ts';

const primary = {
  attestationServerUrl: ' https://hgs.local/Attestation/ ',
  keyProtectionServerUrl: 'https://hgs.local/KeyProtection',
};
const typed = { primary, useFallback: false, fallback: emptyPair, shieldingHelperDisk: ' ' };

test('sends no fallback and no disk where none is wanted', () => {
  expect(settingsForm.parse(typed)).toEqual({
    primary: { ...primary, attestationServerUrl: 'https://hgs.local/Attestation' },
    fallback: null,
    shieldingHelperDisk: null,
  });
});

test('tells a wrong fallback at the field where it was typed', () => {
  const fallback = { ...primary, keyProtectionServerUrl: 'https://hgs.local/Attestation' };
  const answer = settingsForm.safeParse({ ...typed, useFallback: true, fallback });
  expect(answer.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
    'fallback.keyProtectionServerUrl',
  ]);
});

test('takes no draft from something else', () => {
  expect(draftOf({})).toBeNull();
  expect(draftOf(typed)).toEqual(typed);
});
