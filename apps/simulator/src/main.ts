import { pino } from 'pino';
import { readEnvironment } from './environment.ts';
import { startSimulator } from './simulator.ts';

const environment = readEnvironment(process.env);
const logger = pino({ name: 'simulator', level: environment.LOG_LEVEL });
const simulator = await startSimulator(environment, logger);
logger.info({ port: simulator.port, hosts: environment.SIMULATED_HOSTS }, 'simulated fabric is up');

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
