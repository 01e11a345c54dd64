import type { HgsClientState, HostConnection, UrlAnswer } from '@gatehouse/fabric';
import { expect, test } from 'vitest';
import type { StepContext } from '../step.ts';
import { reachHgsStep } from './reach-hgs-step.ts';

/** A host whose HGS client has these URLs, and for which some origins answer. */
const contextOf = (client: Partial<HgsClientState>, reachable: readonly string[]) => {
  const answerOf = (url: string): UrlAnswer =>
    reachable.some((origin) => url.startsWith(origin))
      ? { url, status: 200, milliseconds: 3, problem: null }
      : { url, status: null, milliseconds: 9, problem: 'connection refused' };
  const connection: Pick<HostConnection, 'readHgsClient' | 'reachUrls'> = {
    readHgsClient: async () => ({ value: client as HgsClientState, milliseconds: 1 }),
    reachUrls: async (urls) => ({ value: urls.map(answerOf), milliseconds: 1 }),
  };
  return {
    connection: async () => connection,
    signal: new AbortController().signal,
  } as unknown as StepContext;
};

const a = { attestationServerUrl: 'http://a/Attestation', keyProtectionServerUrl: 'http://a/Keys' };
const alone = { ...a, fallbackAttestationServerUrls: [], fallbackKeyProtectionServerUrls: [] };
const withFallback = {
  ...a,
  fallbackAttestationServerUrls: ['http://b/Attestation'],
  fallbackKeyProtectionServerUrls: ['http://b/Keys'],
};

test.each([
  [
    'both services of the primary',
    alone,
    ['http://a/'],
    /^http:\/\/a\/Attestation\/getinfo: HTTP 200/,
  ],
  ['primary and fallback', withFallback, ['http://a/', 'http://b/'], /^http:\/\/a/],
  ['the fallback alone', withFallback, ['http://b/'], /^by the fallback alone: .*refused/],
] as const)('a host that reaches %s is well', async (_what, client, reachable, detail) => {
  const outcome = await reachHgsStep(contextOf(client, reachable));
  expect(outcome).toMatchObject({ kind: 'completed', detail: expect.stringMatching(detail) });
});

test.each([
  ['nothing', withFallback, [], 'hgs-unreachable'],
  ['attestation but no keys', alone, ['http://a/Attestation'], 'hgs-unreachable'],
  ['no HGS that it knows of', { attestationServerUrl: null }, ['http://a/'], 'hgs-not-configured'],
] as const)('a host that reaches %s fails the step', async (_what, client, reachable, code) => {
  await expect(reachHgsStep(contextOf(client, reachable))).rejects.toMatchObject({ code });
});
