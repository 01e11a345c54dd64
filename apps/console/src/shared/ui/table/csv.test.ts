import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test('quotes what needs quotes and defuses formulas', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x, "y"', 1],
        ['=HYPERLINK("x")', null],
      ],
    ),
  ).toBe('a,b\r\n"x, ""y""",1\r\n"\'=HYPERLINK(""x"")",');
});
