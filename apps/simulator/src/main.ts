/** `--tpm SHARE` is `SIMULATOR_TPM=SHARE` (see `tpmShareForms`). */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { readEnvironment } from './environment.ts';
import { startSimulator } from './simulator.ts';
import { StartError } from './start-error.ts';

async function start() {
  const { tpm } = parseArgs({ options: { tpm: { type: 'string' } } }).values;
  const environment = readEnvironment({
    ...process.env,
    ...(tpm === undefined ? {} : { SIMULATOR_TPM: tpm }),
  });
  const logger = pino({ name: 'simulator', level: environment.LOG_LEVEL });
  const simulator = await startSimulator(environment, logger);
  logger.info(
    { port: simulator.port, hosts: environment.SIMULATED_HOSTS, tpm: environment.SIMULATOR_TPM },
    'simulated fabric is up',
  );
  return { simulator, logger };
}

const { simulator, logger } = await start().catch((error: unknown) => {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

const stop = (signal: string): void => {
  logger.info({ signal }, 'stopping');
  simulator.close().then(
    () => process.exit(0),
    (error: unknown) => {
      logger.error({ err: error }, 'the simulator could not stop');
      process.exit(1);
    },
  );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
