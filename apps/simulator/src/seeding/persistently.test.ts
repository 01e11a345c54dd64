import { expect, test } from 'vitest';
import { ApiError } from './api.ts';
import { persistently } from './persistently.ts';

const failing = (times: number, error: Error) => {
  let runs = 0;
  const task = async () => {
    if (++runs <= times) throw error;
  };
  return { task, runs: () => runs };
};
const quiet = () => undefined;

test.each([null, 500, 503])('runs again when a service answers %j', async (status) => {
  const { task, runs } = failing(2, new ApiError(status, 'away'));
  await persistently(task, quiet, 1);
  expect(runs()).toBe(3);
});

test('gives up after five times', async () => {
  const { task, runs } = failing(9, new ApiError(null, 'away'));
  await expect(persistently(task, quiet, 1)).rejects.toThrow('away');
  expect(runs()).toBe(5);
});

test.each([new ApiError(403, 'refused'), new Error('a mistake')])(
  'does not run again after %o',
  async (error) => {
    const { task, runs } = failing(1, error);
    await expect(persistently(task, quiet, 1)).rejects.toThrow(error.message);
    expect(runs()).toBe(1);
  },
);
