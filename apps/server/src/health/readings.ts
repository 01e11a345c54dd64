import {
  attestationStatus,
  attestationSubstatus,
  causeCode,
  hostTpm,
  instant,
  sha256,
  tpmCapabilities,
  tpmDevice,
} from '@gatehouse/contracts';
import { z } from 'zod';

/** One thing read from a host; `value` is null when the host does not have it at all. */
const reading = <T extends z.ZodType>(value: T) =>
  z.object({ at: instant, milliseconds: z.number(), value: value.nullable() }).nullable();

const reachability = z.object({
  at: instant,
  milliseconds: z.number().nullable(),
  /** ProductVersion of Identify, e.g. `OS: 10.0.20348 SP: 0.0 Stack: 3.0`. */
  productVersion: z.string().nullable(),
  failure: z.object({ causeCode, detail: z.string() }).nullable(),
});

export const hgsClientReading = z.object({
  mode: z.enum(['unknown', 'local', 'secure-hosting-service']),
  isHostGuarded: z.boolean(),
  attestationServerUrl: z.string().nullable(),
  keyProtectionServerUrl: z.string().nullable(),
  fallbackAttestationServerUrls: z.array(z.string()),
  fallbackKeyProtectionServerUrls: z.array(z.string()),
  lastAttestationServerUrl: z.string().nullable(),
  attestationStatus,
  attestationSubstatus: z.array(attestationSubstatus),
});

const endorsementKeyReading = hostTpm.shape.endorsementKey.unwrap();

/** What was last read from a host, as it is kept in PostgreSQL between starts. */
export const hostReadings = z.object({
  reachability: reachability.nullable(),
  hgsClient: reading(hgsClientReading),
  services: reading(
    z.array(z.object({ name: z.string(), state: z.string(), startMode: z.string() })),
  ),
  deviceGuard: reading(
    z.object({
      virtualizationBasedSecurity: z.enum(['off', 'enabled', 'running', 'unknown']),
      codeIntegrity: z.enum(['off', 'audit', 'enforced', 'unknown']),
      secureBoot: z.boolean().nullable(),
    }),
  ),
  operatingSystem: reading(
    z.object({
      caption: z.string(),
      build: z.string(),
      bootedAt: instant.nullable(),
      /** Clock of the host minus ours, in seconds. */
      clockDifferenceSeconds: z.number().nullable(),
    }),
  ),
  tpm: reading(
    z.object({
      manufacturer: z.string(),
      specVersion: z.string(),
      ready: z.boolean(),
      /** The rest of what Win32_Tpm tells; states from before have only the above. */
      device: tpmDevice.optional(),
    }),
  ),
  /** What the TPM itself answers; `refused`: why the host did not let it be asked. */
  tpmCapabilities: reading(
    z.object({ capabilities: tpmCapabilities.nullable(), refused: z.string().nullable() }),
  ).default(null),
  platformIdentifier: reading(
    z.object({ ekHash: sha256, endorsementKey: endorsementKeyReading.optional() }),
  ),
  /** SHA-256 of the code integrity policy file on the host. */
  codeIntegrityPolicyFile: reading(z.object({ sha256 })),
});
export type HostReadings = z.infer<typeof hostReadings>;
export type HgsClientReading = z.infer<typeof hgsClientReading>;
export type Reachability = z.infer<typeof reachability>;

export const noReadings: HostReadings = {
  reachability: null,
  hgsClient: null,
  services: null,
  deviceGuard: null,
  operatingSystem: null,
  tpm: null,
  tpmCapabilities: null,
  platformIdentifier: null,
  codeIntegrityPolicyFile: null,
};
