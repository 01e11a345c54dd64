import { z } from 'zod';
import { StartError } from './start-error.ts';
import { parseTpmShare, tpmShareForms } from './swtpm/tpm-share.ts';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const environment = z.object({
  /** The simulator listens on loopback, wherever the other services do. */
  HOST: z
    .string()
    .default('127.0.0.1')
    .transform((host) => (host === '::1' ? '::1' : '127.0.0.1')),
  SIMULATOR_PORT: whole(0, 65_535).default(15_985),
  SIMULATED_HOSTS: whole(1, 9_999).default(24),
  /** Which hosts have a TPM of the swtpm project; the others have one of ours. */
  SIMULATOR_TPM: z
    .string()
    .default('simulated')
    .refine((text) => parseTpmShare(text) !== null, `one of: ${tpmShareForms}`),
  /** Number of the host that has a TPM 1.2, which TPM attestation refuses; 0 for none. */
  SIMULATED_TPM12_HOST: whole(0, 9_999).default(24),
  SIMULATOR_SEED: z.string().min(1).max(256).default('gatehouse'),
  GATEHOUSE_DATA: z.string().min(1).default('./data'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});
export type Environment = z.infer<typeof environment>;

/** Settings of the process. Throws with the name of the variable and what it may be. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const result = environment.safeParse(variables);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new StartError(`The environment of the simulator is wrong. ${wrong.join('; ')}`);
}
