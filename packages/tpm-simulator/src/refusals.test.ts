import { commands, describeResponseCode } from '@gatehouse/tpm';
import { expect, test } from 'vitest';
import { createSimulatedTpm } from './simulated-tpm.ts';
import { accepted } from './testing/accepted.ts';
import { codeOf, command } from './testing/raw-command.ts';
import { refusals } from './testing/refusals.ts';

const named = (code: number): string => `0x${code.toString(16)} ${describeResponseCode(code).name}`;

/** A TPM whose clock goes on between two looks at it, however quick they are. */
const tickingTpm = () => {
  let milliseconds = 0;
  const now = () => {
    milliseconds += 10;
    return milliseconds;
  };
  return createSimulatedTpm({ seed: new Uint8Array(32).fill(1), now });
};

test('each command of the table gets the code that swtpm gives', () => {
  const { execute } = tickingTpm();
  execute(command('startup', [], '0000'));
  const answers = refusals.map(([what, bytes]) => `${what}: ${named(codeOf(execute(bytes)))}`);
  expect(answers).toEqual(refusals.map(([what, , code]) => `${what}: ${named(code)}`));
});

test('each command that swtpm takes is taken, and together they are nearly all that there are', () => {
  const { execute } = tickingTpm();
  execute(command('startup', [], '0000'));
  const answers = accepted.map(([what, bytes]) => `${what}: ${named(codeOf(execute(bytes)))}`);
  expect(answers).toEqual(accepted.map(([what]) => `${what}: ${named(0)}`));
  const codes = new Set(accepted.map(([, bytes]) => new DataView(bytes.buffer).getUint32(6)));
  const missing = Object.values(commands).filter(({ code }) => !codes.has(code));
  // What needs the answer of another command.
  expect(missing.map(({ name }) => name.replace('TPM2_', '')).toSorted()).toEqual([
    ...['ActivateCredential', 'CertifyCreation', 'ContextLoad', 'ContextSave', 'Import', 'Load'],
    ...['PolicyTicket', 'Rewrap', 'Startup', 'VerifySignature'],
  ]);
});
