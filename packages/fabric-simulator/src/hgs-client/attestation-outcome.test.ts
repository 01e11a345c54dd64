import { plainErrorReplies } from '@gatehouse/hgs-protocol';
import { expect, test } from 'vitest';
import { outcomeOfError } from './attestation-outcome.ts';

test.each([
  ['UnauthorizedErrorReply', 'UnauthorizedHost', []],
  ['RtpmErrorReply', 'TpmError', []],
  ['TcgLogValidationErrorReply', 'InsecureHostConfiguration', ['TcgLogVerification']],
  ['VirtualSecureModeErrorReply', 'InsecureHostConfiguration', ['VirtualSecureMode']],
  ['UnavailableErrorReply', 'TransientError', ['ServiceUnavailable']],
] as const)('%s leaves the host as %s', (kind, status, substatus) => {
  expect(outcomeOfError({ kind, retryable: false }, 'tpm')).toEqual({
    status,
    substatus,
    operationMode: 'tpm',
    certificates: [],
  });
});

test('no error reply passes', () => {
  for (const kind of plainErrorReplies)
    expect(outcomeOfError({ kind, retryable: true }, 'tpm').status).not.toBe('Passed');
});

test('a policy evaluation names every policy that failed, once, and none that passed', () => {
  const outcome = outcomeOfError(
    {
      kind: 'PolicyEvaluationErrorReply',
      retryable: false,
      reasons: [
        { result: false, reason: '6a460ee1-62ea-416f-ae6c-04e29634506d' },
        { result: false, reason: '75d595de-12f5-41e9-a61e-469d3205ecca' },
        { result: false, reason: '6c0a6d29-5bcb-4f28-bafb-f71eb60fdae0' },
        { result: true, reason: '20188fda-d40b-460d-b078-2e7898a42ae9' },
        { result: false, reason: '00000000-0000-0000-0000-000000000000' },
      ],
    },
    'tpm',
  );
  expect(outcome.status).toBe('InsecureHostConfiguration');
  expect(outcome.substatus).toEqual(['SecureBoot', 'VirtualSecureMode']);
});
