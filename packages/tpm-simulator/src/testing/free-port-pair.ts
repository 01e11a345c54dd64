import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

const host = '127.0.0.1';
/** Below the ports that systems hand out to outgoing connections, such as those of the tools. */
const [lowest, above] = [10_240, 32_000];

const listening = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => resolve(server));
  });
const closed = (server: Server | null): Promise<void> =>
  new Promise((resolve) => {
    if (server === null) resolve();
    else server.close(() => resolve());
  });

const given = new Set<number>();

/** A port that is free, and the next one with it, as far as anyone can tell; never the same twice. */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const port = 2 * randomInt(lowest / 2, above / 2);
    if (given.has(port)) continue;
    given.add(port);
    const servers = [await listening(port), await listening(port + 1)];
    await Promise.all(servers.map(closed));
    if (servers.every((server) => server !== null)) return port;
  }
}
