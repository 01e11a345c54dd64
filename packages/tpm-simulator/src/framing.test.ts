import { concat, fromHex, toHex } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation, Next } from './framing.ts';
import { createFraming } from './framings.ts';
import { createSimulatedTpm } from './simulated-tpm.ts';

/** A TPM that says what it was asked. */
function spy() {
  const asked: string[] = [];
  const tpm = {
    execute(command: Uint8Array, locality: number) {
      asked.push(`${toHex(command)}@${locality}`);
      return fromHex('80010000000a00000000');
    },
    reset: () => void asked.push('reset'),
  };
  return { asked, tpm };
}

const readClock = '80010000000a00000181';
const success = '80010000000a00000000';

async function tell({ receive }: Conversation, ...chunks: readonly string[]) {
  let next: Next = 'open';
  const replies: Uint8Array[] = [];
  for (const chunk of chunks) {
    const answer = await receive(fromHex(chunk));
    next = answer.next;
    replies.push(answer.reply);
  }
  return { reply: toHex(concat(...replies)), next };
}

describe('swtpm', () => {
  test('takes raw commands, joined and split, and control codes on the other port', async () => {
    const { asked, tpm } = spy();
    const framing = createFraming('swtpm', tpm);
    expect(await tell(framing.control(), '0000000503')).toEqual({
      reply: '00000000',
      next: 'open',
    });
    const data = framing.command();
    const { reply } = await tell(data, readClock + readClock.slice(0, 8), readClock.slice(8));
    expect(reply).toBe(success + success);
    expect(asked).toEqual([`${readClock}@3`, `${readClock}@3`]);
  });

  test.each([
    ['GET_CAPABILITY', '00000001', '00000000000004af', 'open', []],
    ['INIT', '0000000200000001', '00000000', 'open', ['reset']],
    ['SHUTDOWN', '00000003', '00000000', 'stop', []],
    ['GET_TPMESTABLISHED', '00000004', '0000000000000000', 'open', []],
    ['SET_LOCALITY 9', '0000000509', '0000003d', 'open', []],
    ['STOP', '0000000e', '00000000', 'open', ['reset']],
    ['an unknown code', '000000ff0000', '0000000a', 'close', []],
  ])('answers %s', async (_name, sent, reply, next, done) => {
    const { asked, tpm } = spy();
    expect(await tell(createFraming('swtpm', tpm).control(), sent)).toEqual({ reply, next });
    expect(asked).toEqual(done);
  });

  test.each(['8001ffffffff00000181', '80010000000900000181', '800100001001'])(
    'refuses a command of the wrong size: %s',
    async (sent) => {
      const { asked, tpm } = spy();
      const { reply, next } = await tell(createFraming('swtpm', tpm).command(), sent);
      expect({ reply, next, asked }).toEqual({
        reply: '80010000000a00000142',
        next: 'close',
        asked: [],
      });
    },
  );
});

describe('mssim', () => {
  const send = `0000000804${'0000000a'}${readClock}`;

  test('takes commands with their locality, in pieces of any size', async () => {
    const { asked, tpm } = spy();
    const connection = createFraming('mssim', tpm).command();
    const pieces = (send + send).match(/../g) ?? [];
    const reply = `0000000a${success}00000000`;
    expect(await tell(connection, ...pieces)).toEqual({ reply: reply + reply, next: 'open' });
    expect(asked).toEqual([`${readClock}@4`, `${readClock}@4`]);
  });

  test.each([
    ['POWER_ON and NV_ON', '000000010000000b', '0000000000000000', 'open', []],
    ['POWER_OFF', '00000002', '00000000', 'open', ['reset']],
    ['RESET', '00000011', '00000000', 'open', ['reset']],
    ['SESSION_END', '00000014', '', 'close', []],
    ['STOP', '00000015', '', 'stop', []],
    ['an unknown signal', '000000ff', '', 'close', []],
  ])('answers %s', async (_name, sent, reply, next, done) => {
    const { asked, tpm } = spy();
    expect(await tell(createFraming('mssim', tpm).control(), sent)).toEqual({ reply, next });
    expect(asked).toEqual(done);
  });

  test('greets, refuses unknown localities, and ends with SESSION_END', async () => {
    const connection = createFraming('mssim', spy().tpm).command();
    expect((await tell(connection, '0000000f00000001')).reply).toBe('000000010000000100000000');
    const elsewhere = await tell(connection, send.replace('0000000804', '0000000805'));
    expect(elsewhere.reply).toBe('0000000a80010000000a0000090700000000');
    expect(await tell(connection, '00000014', send)).toEqual({ reply: '', next: 'close' });
  });

  test('refuses a command that is larger than any', async () => {
    const { reply, next } = await tell(createFraming('mssim', spy().tpm).command(), '0800', '0000');
    expect({ reply, next }).toEqual({ reply: '', next: 'close' });
    expect(
      await tell(createFraming('mssim', spy().tpm).command(), '0000000800ffffffff', 'aa'),
    ).toMatchObject({ reply: '0000000a80010000000a0000014200000000', next: 'close' });
  });
});

test.each(['swtpm', 'mssim'] as const)('%s survives any bytes in any pieces', async (name) => {
  const tpm = createSimulatedTpm({ seed: new Uint8Array(32) });
  const framing = createFraming(name, {
    execute: tpm.execute,
    reset: tpm.reset,
  });
  const heads = ['80010000000c', '00000008', '00000001', '00000005', '0000000f'].map(fromHex);
  const chunk = fc
    .tuple(fc.constantFrom(...heads, new Uint8Array()), fc.uint8Array({ maxLength: 40 }))
    .map(([head, tail]) => concat(head, tail));
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 6 }), async (chunks) => {
      for (const connection of [framing.command(), framing.control()])
        for (const bytes of chunks) await connection.receive(bytes);
    }),
    { numRuns: 500 },
  );
});
