import type { TpmTransport } from '@gatehouse/tpm';
import { TransportError } from './transport-error.ts';

/** A transport that holds a connection or a file. */
export interface OpenTransport extends TpmTransport {
  close(): void;
}

export interface TransportOptions {
  /**
   * How long a command may take, in milliseconds; by default two minutes, as a TPM may need that for an
   * RSA key.
   */
  readonly commandTimeout?: number;
}

/** How one framing carries one command over what it holds. */
export interface Wire {
  readonly peer: string;
  /** One command's bytes in, its response's bytes out. */
  exchange(command: Uint8Array): Promise<Uint8Array>;
  /** Lets go of everything; an exchange under way rejects with `reason`, if it can be told. */
  close(reason?: Error): void;
}

const defaultCommandTimeout = 120_000;

/**
 * One command at a time over a wire. Whatever fails ends it: what would come next could be the rest of
 * the answer that failed. Rejects with `TransportError`.
 */
export function exclusiveTransport(wire: Wire, options: TransportOptions = {}): OpenTransport {
  const limit = options.commandTimeout ?? defaultCommandTimeout;
  let busy = false;
  let ended: Error | null = null;
  const end = (reason: Error): void => {
    if (ended !== null) return;
    ended = reason;
    wire.close(reason);
  };
  const timely = (command: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const late = () =>
        reject(new TransportError(`${wire.peer}: no response within ${limit / 1000} s`));
      const timer = setTimeout(late, limit);
      wire
        .exchange(command)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  return {
    async send(command) {
      if (ended !== null) throw new TransportError(`${wire.peer}: closed (${ended.message})`);
      if (busy)
        throw new TransportError(`${wire.peer}: another command is under way; send them in turn`);
      busy = true;
      try {
        return await timely(command);
      } catch (error) {
        end(error instanceof Error ? error : new TransportError(String(error)));
        throw error;
      } finally {
        busy = false;
      }
    },
    close: () => end(new TransportError(`${wire.peer}: closed by this side`)),
  };
}
