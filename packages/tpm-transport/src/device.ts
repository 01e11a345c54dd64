import { open } from 'node:fs/promises';
import { maxCommandSize } from '@gatehouse/tpm';
import {
  exclusiveTransport,
  type OpenTransport,
  type TransportOptions,
  type Wire,
} from './exclusive-transport.ts';
import { TransportError } from './transport-error.ts';

/** What is used of a file that stands for a TPM; `FileHandle` has it. */
export interface DeviceFile {
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>;
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: null,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such device; has this machine a TPM, and is its driver loaded?',
  EACCES: 'access denied; members of the group "tss" may use it',
  EBUSY: 'another program has it open; use the resource manager /dev/tpmrm0',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** One write is one command, one read its whole response (Linux, drivers/char/tpm/tpm-dev-common.c). */
export function deviceWire(file: DeviceFile, peer: string): Wire {
  return {
    peer,
    async exchange(command) {
      const { bytesWritten } = await file.write(command);
      if (bytesWritten !== command.length)
        throw new TransportError(`${peer}: took ${bytesWritten} of ${command.length} bytes`);
      const buffer = new Uint8Array(maxCommandSize);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) throw new TransportError(`${peer}: no response`);
      return buffer.slice(0, bytesRead);
    },
    // A read that is under way cannot be called back: the driver ends it.
    close: () => void file.close().catch(() => undefined),
  };
}

/** The TPM of this machine through a character device. Rejects with `TransportError`. */
export async function openDevice(
  path = '/dev/tpmrm0',
  options?: TransportOptions,
): Promise<OpenTransport> {
  try {
    return exclusiveTransport(deviceWire(await open(path, 'r+'), path), options);
  } catch (error) {
    const code = codeOf(error);
    throw new TransportError(`${path}: ${reasons[code] ?? `cannot be opened (${code})`}`);
  }
}
