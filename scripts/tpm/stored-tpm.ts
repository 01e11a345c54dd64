import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { concat, MalformedError } from '@gatehouse/bytes';
import { commands } from '@gatehouse/tpm';
import { createSimulatedTpm, type FramedTpm, type SimulatedTpm } from '@gatehouse/tpm-simulator';
import { endorse } from './endorse.ts';
import { ToolError } from './tool-error.ts';

const seedSize = 32;
const fileName = 'tpm-state.bin';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

interface Kept {
  readonly seed: Uint8Array;
  readonly tpm: SimulatedTpm;
}

function load(file: string): Kept | null {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(file));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new ToolError(`${file}: cannot be read (${codeOf(error)})`);
  }
  if (bytes.length < seedSize) throw new ToolError(`${file}: not the state of a simulated TPM`);
  try {
    const [seed, state] = [bytes.slice(0, seedSize), bytes.slice(seedSize)];
    return { seed, tpm: createSimulatedTpm({ seed, state }) };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ToolError(`${file}: not the state of a simulated TPM (${error.message})`);
  }
}

/** The old file or the new one is there at any time, never a part of one; its owner alone reads it. */
function writeAtomically(folder: string, file: string, bytes: Uint8Array): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    const descriptor = openSync(draft, 'w', 0o600);
    writeSync(descriptor, bytes);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(draft, file);
  } catch (error) {
    throw new ToolError(`${file}: cannot be written (${codeOf(error)})`);
  }
}

/** Commands that may write non-volatile memory in other TPMs; our PCRs go with the power. */
const forgotten: readonly number[] = [commands.pcrExtend, commands.pcrEvent, commands.pcrReset].map(
  ({ code }) => code,
);
const persisting: ReadonlySet<number> = new Set(
  Object.values(commands)
    .filter(({ code, effects }) => effects.includes('nv') && !forgotten.includes(code))
    .map(({ code }) => code),
);
const commandCodeOf = (command: Uint8Array): number =>
  command.length < 10 ? 0 : new DataView(command.buffer, command.byteOffset).getUint32(6);
const succeeded = (response: Uint8Array): boolean =>
  new DataView(response.buffer, response.byteOffset).getUint32(6) === 0;

export interface StoredTpm extends FramedTpm {
  save(): void;
}

async function manufacture(): Promise<Kept> {
  const seed = new Uint8Array(randomBytes(seedSize));
  const tpm = createSimulatedTpm({ seed });
  await endorse(tpm, seed);
  return { seed, tpm };
}

/**
 * The TPM whose state (seed, then what survives a power cycle) is in `folder`; a new one, endorsed
 * by its maker, if there is none. What a command wrote is on disk before it is answered.
 */
export async function openTpm(folder: string | null): Promise<StoredTpm> {
  const file = join(folder ?? '', fileName);
  const { seed, tpm } = (folder === null ? null : load(file)) ?? (await manufacture());
  const save = () => {
    if (folder !== null) writeAtomically(folder, file, concat(seed, tpm.saveState()));
  };
  return {
    execute(command, locality) {
      const response = tpm.execute(command, locality);
      if (persisting.has(commandCodeOf(command)) && succeeded(response)) save();
      return response;
    },
    reset: () => tpm.reset(),
    save,
  };
}
