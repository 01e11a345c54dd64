import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** Throws {@link StartError} with the variable that moves us elsewhere, if a port is taken. */
export function requireFreePort(host: string, port: number, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use by another program'
          : `cannot be used (${error.code})`;
      reject(
        new StartError(
          `Port ${port} on ${host} ${why}: end that program, or choose another port with ${variable}=${port + 1000}.`,
        ),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
