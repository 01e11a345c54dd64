import { expect, test } from 'vitest';
import messages from '../messages.en.json';
import { measuredInto } from './registers.ts';

test('says of every register that HGS has quoted what is measured into it', () => {
  const told: Readonly<Record<string, string>> = messages.tpm.pcr.of;
  for (const pcr of [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14])
    expect(told[measuredInto(pcr)]).not.toBe(told['other']);
});

test.each([8, 9, 10, 15, 16, 23])('claims no meaning for PCR %d', (pcr) => {
  expect(measuredInto(pcr)).toBe('other');
});
