import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** What `npm start` runs, from the environment. */
export interface Configuration {
  readonly host: string;
  readonly ports: { readonly console: number; readonly hgs: number; readonly simulator: number };
  readonly data: string;
  /** Databases of the user's own; null for the embedded PostgreSQL. */
  readonly databases: { readonly server: string; readonly hgs: string } | null;
  readonly adminPassword: string | null;
  /** 0 for no simulator. */
  readonly simulatedHosts: number;
  readonly dev: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

function numberOf(environment: Environment, name: string, fallback: number, most: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new StartError(`${name} is "${text}"; it must be a whole number from 0 to ${most}.`);
}

function databasesOf(environment: Environment): Configuration['databases'] {
  const server = environment['DATABASE_URL'];
  const hgs = environment['HGS_DATABASE_URL'];
  if (!server && !hgs) return null;
  if (server && hgs) return { server, hgs };
  throw new StartError(
    'Set both DATABASE_URL and HGS_DATABASE_URL, with a role of its own each, or neither: server and hgs never share a database.',
  );
}

/** Reads the configuration; throws {@link StartError} with one sentence for a person. */
export function configurationOf(environment: Environment, args: readonly string[]): Configuration {
  const password = environment['GATEHOUSE_ADMIN_PASSWORD'];
  if (password !== undefined && password !== '' && password.length < 12)
    throw new StartError('GATEHOUSE_ADMIN_PASSWORD is too short: use 12 characters or more.');
  return {
    host: environment['HOST'] || '127.0.0.1',
    ports: {
      console: numberOf(environment, 'PORT', 8080, 65_535),
      hgs: numberOf(environment, 'HGS_PORT', 8081, 65_535),
      simulator: numberOf(environment, 'SIMULATOR_PORT', 15_985, 65_535),
    },
    data: resolve(environment['GATEHOUSE_DATA'] || 'data'),
    databases: databasesOf(environment),
    adminPassword: password || null,
    simulatedHosts: numberOf(environment, 'SIMULATED_HOSTS', 24, 100_000),
    dev: args.includes('--dev'),
  };
}
