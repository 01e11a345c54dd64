import { openDatabase } from '@gatehouse/database';
import { createLogger } from '@gatehouse/http';
import { liveDeps } from './composition/live.ts';
import { ConfigurationError, parseConfiguration } from './configuration.ts';
import { createServer } from './server.ts';

const configured = () => {
  try {
    return parseConfiguration(process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
};

const configuration = configured();
const logger = createLogger('server', configuration.logLevel);
const database = openDatabase(configuration.databaseUrl, 'server', {
  onError: (error) => logger.warn({ err: error }, 'a database connection broke'),
});
await database.migrate();
const server = await createServer(await liveDeps(configuration, database, logger));
const { host, port, unsafePlaintext } = configuration;
const { url } = await server.http.listen({ host, port, unsafePlaintext });
logger.info({ url }, 'Gatehouse is listening');

const stop = async () => {
  await server[Symbol.asyncDispose]();
  await database.close();
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
