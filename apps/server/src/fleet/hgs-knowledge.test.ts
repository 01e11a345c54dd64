import { expect, test } from 'vitest';
import {
  ekHash,
  failedCheck,
  otherEkHash,
  passedVerdict,
  refusedVerdict,
  secondsAgo,
} from '../health/fixtures.ts';
import { createHgsKnowledge } from './hgs-knowledge.ts';

const name = 'hv-0001.fabric.test';
const at = secondsAgo(5);

test('a verdict is found by the TPM, and by the authorised name until the TPM is read', () => {
  const knowledge = createHgsKnowledge();
  knowledge.addVerdict(passedVerdict);
  expect(knowledge.viewOf(name, ekHash).verdict).toEqual(passedVerdict);
  expect(knowledge.viewOf(name, null).verdict).toEqual(passedVerdict);
  expect(knowledge.viewOf(name, otherEkHash)).toMatchObject({
    verdict: null,
    authorizedEkHash: ekHash,
  });
});

test('evidence that is not from the TPM says nothing about it', () => {
  const knowledge = createHgsKnowledge();
  knowledge.addVerdict(passedVerdict);
  const checks = [failedCheck({ id: 'credential-activated', substatus: null })];
  knowledge.addVerdict(refusedVerdict({ at: secondsAgo(1), checks }));
  expect(knowledge.verdictOf(ekHash)).toEqual(passedVerdict);
});

test('an older verdict does not replace a newer one', () => {
  const knowledge = createHgsKnowledge();
  knowledge.addVerdict(passedVerdict);
  knowledge.addVerdict(refusedVerdict({ at: secondsAgo(600) }));
  expect(knowledge.verdictOf(ekHash)?.status).toBe('Passed');
});

test('an approval ends the waiting of that TPM under whichever name', () => {
  const knowledge = createHgsKnowledge();
  knowledge.addStanding({ name: 'hv-0001', ekHash, standing: 'waiting', at });
  expect(knowledge.viewOf(name, null).waiting).toEqual({ at, ekHash });
  knowledge.addStanding({ name, ekHash, standing: 'authorized', at });
  expect(knowledge.viewOf(name, ekHash)).toMatchObject({ waiting: null, authorizedEkHash: ekHash });
});

test('a withdrawn TPM is no longer the one of its name', () => {
  const knowledge = createHgsKnowledge();
  knowledge.addVerdict(passedVerdict);
  knowledge.addStanding({ name, ekHash, standing: 'authorized', at });
  knowledge.addStanding({ name, ekHash, standing: 'withdrawn', at });
  expect(knowledge.viewOf(name, ekHash).authorizedEkHash).toBeNull();
});
