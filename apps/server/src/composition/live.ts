import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { type OpenDatabase, serverSchema } from '@gatehouse/database';
import { createWinrmConnector } from '@gatehouse/fabric-winrm';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';
import { readCredentialsKey } from '../hosts/credentials-key-file.ts';
import { resolveBy } from '../hosts/resolve-rules.ts';
import type { ServerDeps } from '../server.ts';

/** Real sockets, the real clock and the files of this machine. */
export const liveDeps = async (
  configuration: Configuration,
  database: OpenDatabase,
  logger: Logger,
): Promise<ServerDeps> => {
  const resolveConfigured = resolveBy(configuration.resolveRules);
  return {
    ...configuration,
    database,
    logger,
    clock: () => new Date(),
    random: Math.random,
    connectHost: createWinrmConnector({
      resolve: resolveConfigured,
      ...configuration.hostConnections,
    }),
    resolve: async (name) => {
      const configured = resolveConfigured(name);
      if (configured !== null) {
        const { address, port } = configured;
        return [port === undefined ? address : `${address}:${port}, by configuration`];
      }
      return (await lookup(name, { all: true })).map(({ address }) => address);
    },
    credentialsKey: await readCredentialsKey(configuration.credentialsKeyFile, async () => {
      const { runAsAccounts } = serverSchema;
      return (
        (await database.db.select({ id: runAsAccounts.id }).from(runAsAccounts).limit(1)).length > 0
      );
    }),
    tls:
      configuration.tls === null
        ? undefined
        : {
            key: await readFile(configuration.tls.keyFile, 'utf8'),
            cert: await readFile(configuration.tls.certificateFile, 'utf8'),
          },
  };
};
