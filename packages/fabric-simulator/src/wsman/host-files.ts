import { EndpointFault } from '@gatehouse/wsman/server';

/** The files that were copied to a host: in memory, bounded, gone with the process. */
export interface HostFiles {
  read(path: string): Uint8Array | null;
  write(path: string, bytes: Uint8Array): void;
}

const maxFiles = 16;
const maxFileBytes = 16 * 1024 * 1024;

/** Paths of Windows: without case, either slash. */
const normal = (path: string): string => path.replaceAll('/', '\\').toLowerCase();

export function createHostFiles(): HostFiles {
  const files = new Map<string, Uint8Array>();
  return {
    read: (path) => files.get(normal(path)) ?? null,
    write: (path, bytes) => {
      if (bytes.length > maxFileBytes)
        throw new EndpointFault('quota-limit', `${path} is larger than 16 MiB`);
      const oldest = files.keys().next().value;
      if (files.size >= maxFiles && oldest !== undefined) files.delete(oldest);
      files.set(normal(path), bytes);
    },
  };
}
