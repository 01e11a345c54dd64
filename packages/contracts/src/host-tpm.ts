import { z } from 'zod';
import { attestationStatus, attestedTpm } from './attestations.ts';
import { byId, hex, instant, sha256 } from './common.ts';
import { route } from './route.ts';

/** What the host tells of its TPM: Win32_Tpm, and what the TPM answers to TPM2_GetCapability. */
export const tpmDevice = z.object({
  manufacturer: z.string(),
  model: z.string(),
  firmwareVersion: z.string(),
  /** Specification: family `2.0` or `1.2`, level and revision. */
  family: z.string(),
  level: z.string().nullable(),
  revision: z.string().nullable(),
  enabled: z.boolean(),
  activated: z.boolean(),
  owned: z.boolean(),
});

/** The three hierarchies of a TPM 2.0 and lockout (TPMA_PERMANENT, TPMA_STARTUP_CLEAR). */
export const tpmHierarchyNames = ['owner', 'endorsement', 'platform', 'lockout'] as const;
const tpmHierarchy = z.object({
  name: z.enum(tpmHierarchyNames),
  /** Null where the TPM has no switch for it (lockout). */
  enabled: z.boolean().nullable(),
  /** Null where no TPM tells (platform: its firmware sets a random one at every start). */
  authorizationSet: z.boolean().nullable(),
});
export type TpmHierarchy = z.infer<typeof tpmHierarchy>;

const tpmLockout = z.object({
  inLockout: z.boolean(),
  failedTries: z.number().int().nullable(),
  maxTries: z.number().int().nullable(),
  /** Seconds until one failure is forgotten. */
  recoverySeconds: z.number().int().nullable(),
});

export const tpmCapabilities = z.object({
  hierarchies: z.array(tpmHierarchy),
  clearDisabled: z.boolean(),
  lockout: tpmLockout,
  /** Allocated banks and the PCRs that they have. */
  banks: z.array(z.object({ hash: z.string(), pcrs: z.array(z.number().int()) })),
});

/** A certificate as it says of itself; whether it is trusted is told by HGS alone. */
const ekCertificate = z.object({
  subject: z.string(),
  /** Manufacturer, model and version of the TPM in it, where it has them. */
  tpm: z.string().nullable(),
  issuer: z.string(),
  serialNumber: hex,
  notBefore: instant,
  notAfter: instant,
  thumbprint: sha256,
});

const endorsementKey = z.object({
  /** `RSA-2048`, `ECC NIST P-256`. */
  algorithm: z.string().nullable(),
  /** SHA-256 of the public area: the name of the TPM. */
  hash: sha256,
  certificate: ekCertificate.nullable(),
});

/** PCR values that HGS proved: the replayed log gave what the TPM quoted. */
const provenPcrs = z.object({
  verdict: z.uuid(),
  at: instant,
  bank: z.string(),
  pcrs: z.array(
    z.object({ pcr: z.number().int(), value: hex, events: z.number().int().nullable() }),
  ),
});

const attestationKey = z.object({
  /** TPM2B_NAME: nameAlg and digest. */
  name: hex,
  firstSeen: instant,
  lastSeen: instant,
  /** How many verdicts over quotes of this key are kept. */
  verdicts: z.number().int(),
});

export const hostTpm = z.object({
  /** When the host was last asked; null if it was not yet. */
  readAt: instant.nullable(),
  /** Null if it was not read yet, or the host has none. */
  device: tpmDevice.nullable(),
  /** Null for a TPM 1.2, and where the host does not let its TPM be asked: `capabilitiesRefused` says why. */
  capabilities: tpmCapabilities.nullable(),
  capabilitiesRefused: z.string().nullable(),
  endorsementKey: endorsementKey.nullable(),
  /** How HGS took the endorsement key at the last verdict over this TPM; null without one. */
  hgs: z
    .object({
      verdict: z.uuid(),
      at: instant,
      status: attestationStatus,
      endorsement: z.enum(['certified', 'forced']).nullable(),
      /** What the proven quote says; null where none was proven. */
      quote: attestedTpm.nullable(),
    })
    .nullable(),
  /** Null while nothing was proven, or HGS no longer tells: `provenMissing` says why. */
  proven: provenPcrs.nullable(),
  provenMissing: z
    .enum(['no-verdict', 'not-proven', 'no-hgs', 'hgs-unavailable', 'log-unavailable'])
    .nullable(),
  attestationKeys: z.array(attestationKey),
});
export type HostTpm = z.infer<typeof hostTpm>;

export const hostTpmRoutes = {
  getHostTpm: route({
    method: 'GET',
    path: '/api/hosts/:id/tpm',
    summary: 'The TPM of a host: what it tells of itself, what HGS proved, and its keys over time',
    permission: 'hosts.read',
    params: byId,
    response: hostTpm,
  }),
};
