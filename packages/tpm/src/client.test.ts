import { fromHex, toHex } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import { createTpmClient } from './client.ts';
import { TpmError } from './tpm-error.ts';

const random = '80010000000e0000000000020102';
const refused = (code: string) => `80010000000a00000${code}`;

/** A TPM that gives these answers in turn, the last one again and again. */
function answering(...answers: readonly string[]) {
  const asked: string[] = [];
  const client = createTpmClient({
    async send(command) {
      asked.push(toHex(command));
      return fromHex(answers[Math.min(asked.length, answers.length) - 1] ?? '');
    },
  });
  return { asked, client };
}

describe.each([
  ['RETRY', '922'],
  ['TESTING', '90a'],
  ['YIELDED', '908'],
])('a TPM that answers %s', (codeName, code) => {
  test('is asked the same again, up to five times', async () => {
    const { asked, client } = answering(...Array(5).fill(refused(code)), random);
    expect(await client.getRandom(2)).toEqual(fromHex('0102'));
    expect(asked).toEqual(Array(6).fill('80010000000c0000017b0002'));
  });

  test('is given up after that', async () => {
    const { asked, client } = answering(refused(code));
    await expect(client.getRandom(2)).rejects.toMatchObject({ codeName });
    expect(asked).toHaveLength(6);
  });
});

test('any other refusal stands at once', async () => {
  const { asked, client } = answering(refused('101'), random);
  await expect(client.getRandom(2)).rejects.toBeInstanceOf(TpmError);
  expect(asked).toHaveLength(1);
});

test('commands are sent one at a time, also after one that failed', async () => {
  const { asked, client } = answering(refused('101'), random);
  const results = await Promise.allSettled([client.getRandom(2), client.getRandom(2)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(asked).toHaveLength(2);
});
