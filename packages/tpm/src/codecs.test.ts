import { type Codec, decode, encode, MalformedError, toHex } from '@gatehouse/bytes';
import { expect, onTestFinished, test } from 'vitest';
import { tpmsAuthCommand, tpmsAuthResponse } from './commands/framing.ts';
import { commands } from './commands/table.ts';
import * as attest from './structures/attest.ts';
import * as basic from './structures/basic.ts';
import * as capability from './structures/capability.ts';
import * as nv from './structures/nv.ts';
import * as object from './structures/object.ts';
import * as pcrSelection from './structures/pcr-selection.ts';
import * as publicArea from './structures/public-area.ts';
import * as schemes from './structures/schemes.ts';
import * as signature from './structures/signature.ts';
import { generate } from './testing/generating-reader.ts';

/** Structures in all; `GATEHOUSE_FUZZ_STRUCTURES=1000000` is the long run. */
const count = Number(process.env['GATEHOUSE_FUZZ_STRUCTURES'] ?? 3000);

const isCodec = (value: unknown): value is Codec<unknown> =>
  typeof value === 'object' && value !== null && 'read' in value && 'write' in value;

const modules = [
  attest,
  basic,
  capability,
  nv,
  object,
  pcrSelection,
  publicArea,
  schemes,
  signature,
];
const codecs: readonly Codec<unknown>[] = [
  tpmsAuthCommand,
  tpmsAuthResponse,
  ...modules.flatMap((exports) => Object.values<unknown>(exports).filter(isCodec)),
  ...Object.values(commands).flatMap(({ parameters, response }): readonly Codec<unknown>[] => [
    parameters as Codec<unknown>,
    response,
  ]),
];

/** Ends where its TPM2B ends, so that a shorter one is another one. */
const openEnded = object.tpmsIdObject.name;

function isRefused(codec: Codec<unknown>, bytes: Uint8Array): boolean {
  try {
    decode(codec, bytes);
    return false;
  } catch (error) {
    if (error instanceof MalformedError) return true;
    throw error;
  }
}

/** What does not hold for this structure, or null. */
function flawOf(codec: Codec<unknown>, seed: number): string | null {
  const { value, bytes } = generate(codec, seed);
  const [read, written] = [decode(codec, bytes), encode(codec, value)];
  if (toHex(written) !== toHex(bytes)) return `is written as ${toHex(written)}`;
  if (toHex(encode(codec, read)) !== toHex(bytes)) return 'is not read as it was meant';
  if (codec.name === openEnded) return null;
  for (let length = 0; length < bytes.length; length++)
    if (!isRefused(codec, bytes.subarray(0, length))) return `is read from ${length} bytes`;
  const more = new Uint8Array(bytes.length + 1);
  more.set(bytes);
  if (!isRefused(codec, more)) return 'is read with a byte after it';
  return flawOfMutant(codec, mutantOf(bytes, seed));
}

/** One byte of it is another one. */
function mutantOf(bytes: Uint8Array, seed: number): Uint8Array {
  const mutant = Uint8Array.from(bytes);
  const chance = Math.imul(seed, 0x9e3779b1) >>> 0;
  const at = chance % mutant.length;
  if (mutant.length > 0) mutant[at] = (mutant[at] ?? 0) ^ (1 + (chance % 255));
  return mutant;
}

/** What was changed is refused, or is another structure, of these bytes and no others. */
function flawOfMutant(codec: Codec<unknown>, mutant: Uint8Array): string | null {
  if (isRefused(codec, mutant)) return null;
  const written = toHex(encode(codec, decode(codec, mutant)));
  return written === toHex(mutant) ? null : `takes ${toHex(mutant)}, and writes ${written}`;
}

test(
  'every structure, parameter and response is read as it was written, and cut nowhere',
  () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // Millions of refusals, of which nobody reads a stack.
    onTestFinished(() => {
      Error.stackTraceLimit = stackTraceLimit;
    });
    for (let i = 0; i < count; i++) {
      const codec = codecs[i % codecs.length] ?? tpmsAuthCommand;
      const flaw = flawOf(codec, i);
      if (flaw !== null)
        expect.fail(`${codec.name} ${toHex(generate(codec, i).bytes)} (seed ${i}) ${flaw}`);
    }
  },
  30_000 + count * 20,
);

test('every codec generates more than one structure', () => {
  expect(codecs.length).toBeGreaterThan(250);
  for (const codec of codecs) {
    const bytes = (seed: number): string => toHex(generate(codec, seed).bytes);
    const first = bytes(0);
    const differs = Array.from({ length: 40 }, (_, i) => i + 1).some(
      (seed) => bytes(seed) !== first,
    );
    // A command or response without parameters has nothing to vary.
    if (first !== '') expect(differs, codec.name).toBe(true);
  }
});
