import { z } from 'zod';
import { instant } from './common.ts';
import { route } from './route.ts';

/** `http(s)://<hgs>/Attestation`, without a trailing slash. */
const serviceUrl = (path: 'Attestation' | 'KeyProtection') =>
  z
    .string()
    .trim()
    .max(2048)
    .transform((text) => text.replace(/\/+$/, ''))
    .refine((text) => {
      const url = URL.canParse(text) ? new URL(text) : null;
      return (
        url !== null &&
        ['http:', 'https:'].includes(url.protocol) &&
        url.pathname.toLowerCase() === `/${path.toLowerCase()}` &&
        url.search === '' &&
        url.username === ''
      );
    }, `a URL that ends in /${path}, such as https://hgs.bastion.local/${path}`);

export const hgsPair = z.object({
  attestationServerUrl: serviceUrl('Attestation'),
  keyProtectionServerUrl: serviceUrl('KeyProtection'),
});
export type HgsPair = z.infer<typeof hgsPair>;

export const hgsSettingsInput = z.object({
  primary: hgsPair,
  /** Used by hosts of Windows Server 1709 and later when the primary fails. */
  fallback: hgsPair.nullable(),
  /** Path of the shielding helper disk in the library; used once VMs are shielded. */
  shieldingHelperDisk: z.string().trim().max(1024).nullable(),
});

export const hgsSettings = z.object({
  primary: hgsPair.nullable(),
  fallback: hgsPair.nullable(),
  shieldingHelperDisk: z.string().nullable(),
  updatedAt: instant.nullable(),
  updatedBy: z.string().nullable(),
  /** Address of the Guardian pages, if hgs is ours. */
  guardianUrl: z.string().nullable(),
  /** Pair of the hgs that this server is attached to: a sensible default. */
  suggested: hgsPair.nullable(),
});
export type HgsSettings = z.infer<typeof hgsSettings>;

const urlTest = z.object({
  url: z.string(),
  reachable: z.boolean(),
  milliseconds: z.number().nullable(),
  /** Why not, and what to do. */
  error: z.string().nullable(),
});

export const hgsPairTest = z.object({
  attestation: urlTest.extend({
    mode: z.enum(['Unknown', 'TPM', 'AD', 'HostKey']).nullable(),
    functionalLevel: z.number().nullable(),
    signers: z.array(
      z.object({ subject: z.string(), thumbprint: z.string(), validUntil: instant }),
    ),
    /** HGS clock minus ours, in seconds, from its Date header. */
    clockDifferenceSeconds: z.number().nullable(),
  }),
  keyProtection: urlTest.extend({
    /** Subjects of the guardian's certificates. */
    signingCertificate: z.string().nullable(),
    encryptionCertificate: z.string().nullable(),
  }),
});
export type HgsPairTest = z.infer<typeof hgsPairTest>;

export const hgsSettingsRoutes = {
  getHgsSettings: route({
    method: 'GET',
    path: '/api/hgs-settings',
    summary: 'The global Host Guardian Service settings',
    permission: 'hgs-settings.read',
    response: hgsSettings,
  }),
  putHgsSettings: route({
    method: 'PUT',
    path: '/api/hgs-settings',
    summary: 'Tests both URLs, saves the settings and reconfigures the guarded hosts as a job',
    permission: 'hgs-settings.write',
    body: hgsSettingsInput.extend({
      /** Save although a URL does not answer; named, so that nobody does it by accident. */
      saveUnreachable: z.boolean().default(false),
    }),
    response: z.object({ settings: hgsSettings, jobId: z.uuid().nullable() }),
  }),
  testHgsPair: route({
    method: 'POST',
    path: '/api/hgs-settings/test',
    summary: 'Calls both URLs and tells what answered',
    permission: 'hgs-settings.read',
    body: hgsPair,
    response: hgsPairTest,
  }),
  previewHgsSettings: route({
    method: 'POST',
    path: '/api/hgs-settings/preview',
    summary: 'Which hosts saving would reconfigure',
    permission: 'hgs-settings.read',
    body: hgsSettingsInput,
    response: z.object({ hosts: z.array(z.object({ id: z.uuid(), name: z.string() })) }),
  }),
};
