import { concat, fromHex, toHex } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteStream } from './byte-stream.ts';
import { type Framing, mssimFraming, mssimPlatformSignal, rawFraming } from './framings.ts';
import { TransportError } from './transport-error.ts';

const readClock = fromHex('80010000000a00000181');
const success = '80010000000a00000000';

/** A peer that has said all it says; keeps what it is told. */
function told(bytes: Uint8Array) {
  let at = 0;
  const written: Uint8Array[] = [];
  const stream: ByteStream = {
    peer: 'peer',
    get unread() {
      return bytes.length - at;
    },
    write: (part) => void written.push(part),
    async read(length) {
      if (at + length > bytes.length) throw new TransportError('peer: ended');
      at += length;
      return bytes.slice(at - length, at);
    },
    close: () => undefined,
  };
  return { stream, written: () => toHex(concat(...written)) };
}

const framings = [
  ['raw', rawFraming, toHex(readClock), success],
  ['mssim', mssimFraming, `00000008000000000a${toHex(readClock)}`, `0000000a${success}00000000`],
] as const satisfies readonly (readonly [string, Framing, string, string])[];

describe.each(framings)('%s', (_name, framing, sent, answer) => {
  test('carries a command and its response', async () => {
    const { stream, written } = told(fromHex(answer));
    expect(toHex(await framing(stream, readClock))).toBe(success);
    expect(written()).toBe(sent);
  });

  test('refuses an answer cut anywhere, or followed by anything', async () => {
    const whole = fromHex(answer);
    for (let length = 0; length < whole.length; length++)
      await expect(framing(told(whole.slice(0, length)).stream, readClock)).rejects.toThrow(
        TransportError,
      );
    const more = told(concat(whole, new Uint8Array(1))).stream;
    await expect(framing(more, readClock)).rejects.toThrow('1 bytes after the response');
  });

  test('any bytes give a response of a lawful size or a TransportError', async () => {
    const heads = [answer, '8001', '0000000a', '00000000', 'ffffffff'].map(fromHex);
    const bytes = fc
      .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 40 }))
      .map(([head, tail]) => concat(head, tail));
    await fc.assert(
      fc.asyncProperty(bytes, async (said) => {
        try {
          const { length } = await framing(told(said).stream, readClock);
          expect(length).toBeGreaterThanOrEqual(10);
        } catch (error) {
          expect(error).toBeInstanceOf(TransportError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test.each(['00000000', '00000009', '00001001', 'ffffffff'])(
  'refuses a response that says it has 0x%s bytes before it reads them',
  async (size) => {
    const raw = told(fromHex(`8001${size}`)).stream;
    await expect(rawFraming(raw, readClock)).rejects.toThrow('is that a TPM');
    await expect(mssimFraming(told(fromHex(size)).stream, readClock)).rejects.toThrow(
      'is that a TPM',
    );
  },
);

test('an mssim status other than zero is a failure', async () => {
  const { stream } = told(fromHex(`0000000a${success}00000001`));
  await expect(mssimFraming(stream, readClock)).rejects.toThrow('status 1 after the response');
  await expect(mssimPlatformSignal(told(fromHex('00000002')).stream, 1)).rejects.toThrow(
    'status 2 to the platform signal 1',
  );
});
