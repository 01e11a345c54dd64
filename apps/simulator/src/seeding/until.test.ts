import { expect, test } from 'vitest';
import { until, WaitedTooLongError } from './until.ts';

test('asks until there is an answer', async () => {
  let asked = 0;
  const answer = await until(async () => (++asked === 3 ? 'yes' : null), {
    what: 'it is so',
    timeoutMilliseconds: 1_000,
    pauseMilliseconds: 1,
  });
  expect([answer, asked]).toEqual(['yes', 3]);
});

test('gives up, and says what it waited for', async () => {
  const waiting = until(async () => null, {
    what: 'it is so',
    timeoutMilliseconds: 20,
    pauseMilliseconds: 5,
  });
  await expect(waiting).rejects.toThrow(WaitedTooLongError);
  await expect(waiting).rejects.toThrow('it is so: not within 0.02 s');
});
