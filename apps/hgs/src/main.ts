import { randomBytes } from '@gatehouse/bytes/crypto';
import { openDatabase } from '@gatehouse/database';
import { createLogger } from '@gatehouse/http';
import { createHgs } from './create-hgs.ts';
import { readEnvironment } from './environment.ts';

const env = readEnvironment(process.env);
const logger = createLogger('hgs', env.LOG_LEVEL);
const database = openDatabase(env.HGS_DATABASE_URL, 'hgs', {
  onError: (error) => logger.warn({ error }, 'a database connection broke'),
});
const hgs = await createHgs({
  database,
  logger,
  now: () => new Date(),
  randomBytes,
  dataDir: env.GATEHOUSE_DATA,
  adminPassword: env.GATEHOUSE_ADMIN_PASSWORD,
  setupToken: env.GATEHOUSE_HGS_SETUP_TOKEN,
  seedSession: env.GATEHOUSE_HGS_SEED_SESSION,
  readerToken: env.HGS_READER_TOKEN,
  consoleDist: env.CONSOLE_DIST,
  consoleUrl: env.CONSOLE_URL,
  requestsPerMinute: env.HGS_REQUESTS_PER_MINUTE,
});
const unsafePlaintext = env.GATEHOUSE_UNSAFE_PLAINTEXT === '1';
const { url } = await hgs.service.listen({ host: env.HOST, port: env.HGS_PORT, unsafePlaintext });
logger.info({ url }, 'Host Guardian Service is listening');

const stop = async (): Promise<void> => {
  await hgs[Symbol.asyncDispose]();
  await database.close();
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
