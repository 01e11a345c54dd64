import { z } from 'zod';
import type { PollIntervals } from './health/fold-input.ts';
import { parseResolveRules, type ResolveRule } from './hosts/resolve-rules.ts';

export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly logLevel: string;
  readonly databaseUrl: string;
  readonly adminPassword: string | undefined;
  readonly setupToken: string | undefined;
  readonly seedSession: string | undefined;
  /** The hgs whose feed is read; null: none is attached. */
  readonly hgs: { readonly url: string; readonly readerToken: string } | null;
  readonly guardianUrl: string | null;
  readonly simulatorUrl: string | null;
  readonly resolveRules: readonly ResolveRule[];
  readonly intervals: PollIntervals;
  readonly consoleDist: string | null;
  readonly credentialsKeyFile: string;
  readonly hostConnections: {
    readonly tls: boolean;
    readonly authentication: 'negotiate' | 'basic';
  };
  readonly tls: { readonly keyFile: string; readonly certificateFile: string } | null;
  readonly unsafePlaintext: boolean;
}

/** What the environment asks for cannot be done; names each variable and what is wrong with it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const optional = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));
const httpUrl = optional.refine(
  (text) => text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
  'must be a URL with http or https',
);
const flag = optional.transform((text) => text === '1' || text === 'true');

const environment = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    GATEHOUSE_DATA: z.string().default('./data'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
    DATABASE_URL: z
      .string('is missing: the address of a PostgreSQL database')
      .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://'),
    GATEHOUSE_ADMIN_PASSWORD: optional,
    GATEHOUSE_SETUP_TOKEN: optional,
    GATEHOUSE_SEED_SESSION: optional,
    HGS_URL: httpUrl,
    HGS_PUBLIC_URL: httpUrl,
    HGS_READER_TOKEN: optional,
    SIMULATOR_URL: httpUrl,
    GATEHOUSE_RESOLVE: optional,
    GATEHOUSE_POLL: optional,
    CONSOLE_DIST: optional,
    GATEHOUSE_CREDENTIALS_KEY_FILE: optional,
    GATEHOUSE_WINRM_TLS: flag,
    GATEHOUSE_WINRM_AUTHENTICATION: z.enum(['negotiate', 'basic']).default('negotiate'),
    GATEHOUSE_TLS_KEY: optional,
    GATEHOUSE_TLS_CERTIFICATE: optional,
    GATEHOUSE_UNSAFE_PLAINTEXT: flag,
  })
  .refine((env) => env.HGS_URL === undefined || env.HGS_READER_TOKEN !== undefined, {
    path: ['HGS_READER_TOKEN'],
    error: 'is missing: HGS_URL is set, and its feed answers only to a reader',
  })
  .refine(
    (env) =>
      (env.GATEHOUSE_TLS_KEY === undefined) === (env.GATEHOUSE_TLS_CERTIFICATE === undefined),
    { path: ['GATEHOUSE_TLS_KEY'], error: 'and GATEHOUSE_TLS_CERTIFICATE go together' },
  );

/** Reads the environment of the process. Throws `ConfigurationError` that names every wrong variable. */
export const parseConfiguration = (
  variables: Readonly<Record<string, string | undefined>>,
): Configuration => {
  const result = environment.safeParse(variables);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new ConfigurationError(`The configuration is wrong: ${lines.join('; ')}.`);
  }
  const env = result.data;
  return {
    host: env.HOST,
    port: env.PORT,
    dataDirectory: env.GATEHOUSE_DATA,
    logLevel: env.LOG_LEVEL,
    databaseUrl: env.DATABASE_URL,
    adminPassword: env.GATEHOUSE_ADMIN_PASSWORD,
    setupToken: env.GATEHOUSE_SETUP_TOKEN,
    seedSession: env.GATEHOUSE_SEED_SESSION,
    hgs:
      env.HGS_URL === undefined || env.HGS_READER_TOKEN === undefined
        ? null
        : { url: env.HGS_URL.replace(/\/+$/, ''), readerToken: env.HGS_READER_TOKEN },
    guardianUrl: (env.HGS_PUBLIC_URL ?? env.HGS_URL)?.replace(/\/+$/, '') ?? null,
    simulatorUrl: env.SIMULATOR_URL?.replace(/\/+$/, '') ?? null,
    resolveRules: parsed('GATEHOUSE_RESOLVE', () => parseResolveRules(env.GATEHOUSE_RESOLVE ?? '')),
    intervals: parsed('GATEHOUSE_POLL', () => parseIntervals(env.GATEHOUSE_POLL ?? '')),
    consoleDist: env.CONSOLE_DIST ?? null,
    credentialsKeyFile:
      env.GATEHOUSE_CREDENTIALS_KEY_FILE ?? `${env.GATEHOUSE_DATA}/server/credentials.key`,
    hostConnections: {
      tls: env.GATEHOUSE_WINRM_TLS,
      authentication: env.GATEHOUSE_WINRM_AUTHENTICATION,
    },
    tls:
      env.GATEHOUSE_TLS_KEY === undefined || env.GATEHOUSE_TLS_CERTIFICATE === undefined
        ? null
        : { keyFile: env.GATEHOUSE_TLS_KEY, certificateFile: env.GATEHOUSE_TLS_CERTIFICATE },
    unsafePlaintext: env.GATEHOUSE_UNSAFE_PLAINTEXT,
  };
};

const parsed = <T>(variable: string, parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`The configuration is wrong: ${variable} ${reason}.`);
  }
};

const defaultSeconds = { reachability: 30, services: 60, platform: 1800 };

/** `reachability=30,services=60,platform=1800` in seconds; those not named keep their default. */
const parseIntervals = (text: string): PollIntervals => {
  const seconds: Record<string, number> = { ...defaultSeconds };
  for (const item of text.split(',').filter((part) => part.trim() !== '')) {
    const [tier = '', value = ''] = item.split('=').map((part) => part.trim());
    if (!(tier in defaultSeconds)) throw new Error(`has an unknown tier ${JSON.stringify(tier)}`);
    const number = Number(value);
    if (!(number >= 0.1 && number <= 86_400)) {
      throw new Error(`needs 0.1 to 86400 seconds for ${tier}, not ${JSON.stringify(value)}`);
    }
    seconds[tier] = number;
  }
  const milliseconds = (tier: keyof PollIntervals) =>
    Math.round((seconds[tier] ?? defaultSeconds[tier]) * 1000);
  return {
    reachability: milliseconds('reachability'),
    services: milliseconds('services'),
    platform: milliseconds('platform'),
  };
};
