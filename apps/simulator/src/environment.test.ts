import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

test('has defaults for everything', () => {
  expect(readEnvironment({})).toEqual({
    HOST: '127.0.0.1',
    SIMULATOR_PORT: 15985,
    SIMULATED_HOSTS: 24,
    SIMULATOR_TPM: 'simulated',
    SIMULATED_TPM12_HOST: 24,
    SIMULATOR_SEED: 'gatehouse',
    GATEHOUSE_DATA: './data',
    LOG_LEVEL: 'info',
  });
});

test.each(['0.0.0.0', '192.0.2.1', 'example.test'])(
  'listens on loopback even with HOST=%s',
  (HOST) => {
    expect(readEnvironment({ HOST }).HOST).toBe('127.0.0.1');
  },
);

test.each([
  ['SIMULATED_HOSTS', '0'],
  ['SIMULATED_HOSTS', '10000'],
  ['SIMULATED_HOSTS', 'many'],
  ['SIMULATOR_PORT', '70000'],
  ['SIMULATOR_TPM', 'swtpm:all'],
  ['LOG_LEVEL', 'loud'],
])('names the variable that is wrong: %s=%s', (name, value) => {
  expect(() => readEnvironment({ [name]: value })).toThrow(name);
});
