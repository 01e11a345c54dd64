import { expect, test } from 'vitest';
import { bootDifferences } from './boot-differences.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, type SampleBoot, sampleEvents } from './sample-boot.ts';

const logOf = (boot: SampleBoot = {}) => parseEventLog(encodeSample(sampleEvents(boot)));
const between = (a: SampleBoot, b: SampleBoot, ignores: readonly number[] = []) =>
  bootDifferences(logOf(a), logOf(b), { bank: 'sha256', ignores });
const short = (rows: ReturnType<typeof between>) =>
  rows.map(({ kind, pcr, subject }) => `${kind} ${pcr} ${subject}`);

test('boots that match each other do not differ, whatever else they measure', () => {
  expect(between({}, { bootCount: 9n })).toEqual([]);
});

test.each<[SampleBoot, SampleBoot, string[]]>([
  [{}, { optionRoms: ['nic', 'evil'] }, ['added 2 driver']],
  [{ optionRoms: ['nic', 'evil'] }, {}, ['removed 2 driver']],
  [{ optionRoms: ['a', 'b'] }, { optionRoms: ['b', 'a'] }, ['moved 2 driver']],
  [{}, { dbx: 4 }, ['changed 7 dbx']],
  [{}, { bootManager: '\\other.efi' }, ['changed 4 image']],
])('from %o to %o: %j', (a, b, expected) => expect(short(between(a, b))).toEqual(expected));

test('tells both sides of what was replaced', () => {
  const [row] = between({ firmware: '1.0' }, { firmware: '2.0' });
  expect(row?.left?.what).toContain('1.0');
  expect(row?.right?.what).toContain('2.0');
  expect(row?.left?.digest).not.toBe(row?.right?.digest);
});

test('leaves out what the baseline leaves out', () => {
  expect(between({}, { optionRoms: ['other'] }, [2])).toEqual([]);
  expect(between({}, { dbx: 4 }, [7])).toHaveLength(1);
});
