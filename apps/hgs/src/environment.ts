import { z } from 'zod';

const filled = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

/** The environment that hgs is started with. */
const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  HGS_PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  HGS_DATABASE_URL: z.string().min(1, 'the address of the PostgreSQL database of hgs'),
  GATEHOUSE_DATA: z.string().default('./data'),
  LOG_LEVEL: z.string().default('info'),
  GATEHOUSE_ADMIN_PASSWORD: filled,
  GATEHOUSE_HGS_SETUP_TOKEN: filled,
  GATEHOUSE_HGS_SEED_SESSION: filled,
  HGS_READER_TOKEN: filled,
  CONSOLE_DIST: filled,
  CONSOLE_URL: filled,
  GATEHOUSE_UNSAFE_PLAINTEXT: filled,
  /** Attestation requests a minute from one address. */
  HGS_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(12_000),
});
export type Environment = z.infer<typeof environment>;

/** Reads the environment; throws an error that names every variable that is wrong. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const read = environment.safeParse(variables);
  if (read.success) return read.data;
  const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`hgs cannot start: ${wrong.join('; ')}`);
}
