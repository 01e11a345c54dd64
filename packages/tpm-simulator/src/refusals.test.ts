import { describeResponseCode } from '@gatehouse/tpm';
import { expect, test } from 'vitest';
import { createSimulatedTpm } from './simulated-tpm.ts';
import { codeOf, command } from './testing/raw-command.ts';
import { refusals } from './testing/refusals.ts';

const named = (code: number): string => `0x${code.toString(16)} ${describeResponseCode(code).name}`;

test('each command of the table gets the code that swtpm gives', () => {
  const { execute } = createSimulatedTpm({ seed: new Uint8Array(32).fill(1) });
  execute(command('startup', [], '0000'));
  const answers = refusals.map(([what, bytes]) => `${what}: ${named(codeOf(execute(bytes)))}`);
  expect(answers).toEqual(refusals.map(([what, , code]) => `${what}: ${named(code)}`));
});
