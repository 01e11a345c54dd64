import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import type { FileStore } from '../host/surroundings.ts';
import { type HostState, hostState } from './host-state.ts';

/** Writes a file so that a reader finds the former content or all of the new one. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The state of all hosts in a directory: a file a host, written soon after a change. */
export interface StateStore {
  /** What was kept of a host, or null. Throws with a remedy when the file is damaged. */
  load(name: string): Promise<HostState | null>;
  keep(name: string, state: HostState): void;
  readonly files: FileStore;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  /** Writes what is not written yet, and nothing that comes later. */
  close(): Promise<void>;
}

const writePause = 200;

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseState(path: string, bytes: Uint8Array): HostState {
  try {
    return hostState.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new Error(`${path} is damaged: remove it, and the host starts as new`, { cause });
  }
}

/** Opens the directory, which is made if absent. `warn` is told when writing fails. */
export async function openStateStore(
  directory: string,
  warn: (message: string, error: unknown) => void,
): Promise<StateStore> {
  const filesDirectory = join(directory, 'files');
  await mkdir(filesDirectory, { recursive: true, mode: 0o700 });
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(filesDirectory)) {
    const bytes = await readIfThere(join(filesDirectory, name));
    if (bytes !== null && toHex(hash('sha256', bytes)) === name) files.set(name, bytes);
  }

  const unwritten = new Map<string, string | Uint8Array | HostState>();
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let isOpen = true;

  const writeAll = async (): Promise<void> => {
    const batch = [...unwritten];
    unwritten.clear();
    for (const [path, content] of batch) {
      const bytes =
        typeof content === 'string' || content instanceof Uint8Array
          ? content
          : JSON.stringify(content);
      await writeAtomically(path, bytes);
    }
  };
  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing
      .then(writeAll)
      .catch((error: unknown) => warn('the state of the simulation could not be written', error));
    return writing;
  };
  const soon = (path: string, content: Uint8Array | HostState): void => {
    if (!isOpen) return;
    unwritten.set(path, content);
    timer ??= setTimeout(() => void flush(), writePause);
  };

  return {
    load: async (name) => {
      const path = join(directory, `${name}.json`);
      const bytes = await readIfThere(path);
      return bytes === null ? null : parseState(path, bytes);
    },
    keep: (name, state) => soon(join(directory, `${name}.json`), state),
    files: {
      get: (sha256) => files.get(sha256),
      put: (bytes) => {
        const sha256 = toHex(hash('sha256', bytes));
        if (!files.has(sha256)) {
          files.set(sha256, bytes.slice());
          soon(join(filesDirectory, sha256), bytes.slice());
        }
        return sha256;
      },
    },
    flush,
    close: () => {
      isOpen = false;
      return flush();
    },
  };
}
