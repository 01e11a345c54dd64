import {
  attestationStatus,
  attestationSubstatus,
  base64,
  instant,
  sha256,
  simulatorFault,
} from '@gatehouse/contracts';
import { z } from 'zod';
import { secureConfiguration } from '../model/host-configuration.ts';
import type { HostIdentity } from '../model/host-identity.ts';

const configuration = z.object({
  secureBoot: z.boolean(),
  bootDebug: z.boolean(),
  kernelDebug: z.boolean(),
  hypervisorDebug: z.boolean(),
  testSigning: z.boolean(),
  flightSigning: z.boolean().default(false),
  safeMode: z.boolean().default(false),
  winPe: z.boolean().default(false),
  codeIntegrity: z.boolean().default(true),
  vbs: z.boolean(),
  hvci: z.boolean(),
  iommu: z.boolean(),
  hibernationDisabled: z.boolean(),
  dumpsDisabled: z.boolean(),
  dumpEncryption: z.boolean(),
  pagefileEncryption: z.boolean(),
  bitLocker: z.boolean(),
  bootManager: z.enum(['genuine', 'tampered']),
  resumed: z.boolean(),
});

const url = z.string().max(2048);
const pair = z.object({ attestationServerUrl: url, keyProtectionServerUrl: url });

const hgsClient = z.object({
  mode: z.enum(['local', 'secure-hosting-service']),
  primary: pair.nullable(),
  fallback: pair.nullable(),
});
/** What Set-HgsClientConfiguration sets. */
export type HgsClientSettings = z.infer<typeof hgsClient>;

const attestation = z.object({
  status: attestationStatus,
  substatus: z.array(attestationSubstatus),
  operationMode: z.enum(['unknown', 'tpm', 'activeDirectory', 'hostKey']),
  lastAttestationServerUrl: url.nullable(),
  lastKeyProtectionServerUrl: url.nullable(),
  at: instant.nullable(),
  /** notAfter of the health certificate. */
  validUntil: instant.nullable(),
  /** DER of the health certificates over IDK and IDKS. */
  certificates: z.array(base64),
});
/** The last answer of the HGS, as the host's HGS client keeps it. */
export type AttestationRecord = z.infer<typeof attestation>;

const service = z.object({
  state: z.enum(['Running', 'Stopped']),
  startMode: z.enum(['Auto', 'Manual', 'Disabled']),
});

export const hostState = z.object({
  format: z.literal(1),
  power: z.enum(['on', 'off', 'starting']),
  /** How the host's WinRM behaves. */
  winrm: z.enum(['answers', 'stopped', 'silent']),
  acceptsPassword: z.boolean(),
  /** Host's clock minus true time. */
  clockSkewSeconds: z.number(),
  bootCount: z.number().int().min(0),
  bootedAt: instant,
  /** What the next boot takes. */
  configuration,
  /** What the host runs with. */
  bootedConfiguration: configuration,
  /** Boot changes that were injected: those that the next boot takes, and those of the running one. */
  changes: z.array(simulatorFault).default([]),
  bootedChanges: z.array(simulatorFault).default([]),
  /** SHA-256 of SiPolicy.p7b on the disk. */
  policy: sha256.nullable(),
  bootedPolicy: sha256.nullable(),
  services: z.record(z.string(), service),
  hgsClient,
  attestation,
  /** Which TPM is in the machine, and its non-volatile state. */
  tpm: z.object({ generation: z.number().int().min(0), state: base64.nullable() }),
  /** Private identity keys of virtual secure mode: PKCS #8. */
  vsmKeys: z.object({ encryption: base64, signing: base64 }).nullable(),
  /** What a fault replaced, to put back. */
  beforeFault: z.object({
    policy: sha256.nullable().optional(),
    hgsClient: hgsClient.optional(),
    tpm: base64.nullable().optional(),
  }),
});
/** Everything about a host that survives a restart of the simulator. */
export type HostState = z.infer<typeof hostState>;

/** The services of a Hyper-V host that anybody asks about. */
export const serviceNames = [
  'vmms',
  'vmcompute',
  'HgClientService',
  'WinRM',
  'W32Time',
  'SCVMMAgent',
] as const;
export type ServiceName = (typeof serviceNames)[number];

export const noAttestation: AttestationRecord = {
  status: 'NotConfigured',
  substatus: [],
  operationMode: 'unknown',
  lastAttestationServerUrl: null,
  lastKeyProtectionServerUrl: null,
  at: null,
  validUntil: null,
  certificates: [],
};

const day = 24 * 60 * 60 * 1000;

/** A host as it is first found: running for some days, healthy, in local mode, without a policy. */
export const freshState = (host: HostIdentity, now: number): HostState => ({
  format: 1,
  power: 'on',
  winrm: 'answers',
  acceptsPassword: true,
  clockSkewSeconds: 0,
  bootCount: 1 + host.number,
  bootedAt: new Date(now - host.uptimeDays * day).toISOString(),
  configuration: secureConfiguration,
  bootedConfiguration: secureConfiguration,
  changes: [],
  bootedChanges: [],
  policy: null,
  bootedPolicy: null,
  services: Object.fromEntries(
    serviceNames.map((name) => [name, { state: 'Running', startMode: 'Auto' }]),
  ),
  hgsClient: { mode: 'local', primary: null, fallback: null },
  attestation: noAttestation,
  tpm: { generation: 0, state: null },
  vsmKeys: null,
  beforeFault: {},
});
