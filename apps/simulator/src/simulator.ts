import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  createHostListener,
  hostHeaderName,
  openSimulatedFabric,
  type Timing,
} from '@gatehouse/fabric-simulator';
import type { Logger } from 'pino';
import { createControlApi } from './control-api.ts';
import type { Environment } from './environment.ts';
import { hgsExchange, urlReach } from './hgs-exchange.ts';
import { openSwtpms } from './swtpm/swtpm-supply.ts';
import { parseTpmShare } from './swtpm/tpm-share.ts';
import { createTpmPorts } from './tpm-port/tpm-port.ts';

export interface Simulator {
  /** Port that it listens on. */
  readonly port: number;
  close(): Promise<void>;
}

/** Names under which the control API is reached; a page that rebinds its name to loopback has another. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** So many TPMs of swtpm are made before the first host answers; those of larger fleets when wanted. */
const madeAhead = 64;

/** Starts the simulated fabric on one port of the loopback interface. */
export async function startSimulator(
  environment: Environment,
  logger: Logger,
  timing: Partial<Timing> = {},
): Promise<Simulator> {
  const directory = join(environment.GATEHOUSE_DATA, 'simulator');
  const isSwtpm = parseTpmShare(environment.SIMULATOR_TPM);
  const swtpms =
    environment.SIMULATOR_TPM === 'simulated' ? null : await openSwtpms(join(directory, 'swtpm'));
  const fabric = await openSimulatedFabric({
    directory,
    seed: environment.SIMULATOR_SEED,
    hosts: environment.SIMULATED_HOSTS,
    exchange: hgsExchange,
    reach: urlReach,
    tpmKindOf: ({ number }) => {
      if (number === environment.SIMULATED_TPM12_HOST) return 'tpm-1.2';
      return isSwtpm?.(number) ? 'swtpm' : 'simulated';
    },
    swtpms,
    timing,
    warn: (message, error) => logger.warn({ err: error }, message),
  });
  const onSwtpm = fabric.hosts.filter(({ tpmKind }) => tpmKind === 'swtpm').slice(0, madeAhead);
  await swtpms?.manufacture(onSwtpm.map(({ identity }) => identity));
  const tpmPorts = createTpmPorts(Date.now);
  const control = createControlApi(
    fabric,
    [fabric.tpmRoot, ...(swtpms?.certificates ?? [])],
    tpmPorts,
    logger,
  );
  const hosts = createHostListener(fabric);

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (hosts(request, response)) return;
    if (loopbackNames.includes(hostHeaderName(request.headers.host))) control(request, response);
    else response.writeHead(421, { 'content-length': 0 }).end();
  });
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(environment.SIMULATOR_PORT, environment.HOST, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await tpmPorts.close();
      await fabric.close();
      await swtpms?.close();
    },
  };
}
