import { z } from 'zod';
import { measuredPolicy } from '../attestations.ts';
import { policyFacts, policyFile } from '../code-integrity-policies.ts';
import { base64, byId, hex, instant, listOf, listQuery, name, nothing, sha256 } from '../common.ts';
import { explanation } from '../explanation.ts';
import { route } from '../route.ts';

/** One event of a TCG log. Types and data are unproven unless `digestMatches` is true. */
export const bootEvent = z.object({
  index: z.number().int(),
  pcr: z.number().int(),
  type: z.number().int(),
  typeName: z.string(),
  digests: z.record(z.string(), hex),
  /** Whether the digest is that of the data; null where it is of something else by design. */
  digestMatches: z.boolean().nullable(),
  description: z.string(),
  size: z.number().int(),
});
export type BootEvent = z.infer<typeof bootEvent>;

export const eventLogView = z.object({
  format: z.enum(['sha1', 'crypto-agile']),
  banks: z.array(z.string()),
  eventCount: z.number().int(),
  /** bank → PCR → value after replay. */
  pcrs: z.record(z.string(), z.record(z.string(), hex)),
  events: z.array(bootEvent),
  quirks: z.array(z.string()),
});
export type EventLogView = z.infer<typeof eventLogView>;

export const certificatePath = z.object({
  outcome: z.enum(['trusted', 'untrusted', 'absent', 'invalid']),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  detail: z.string(),
});

export const tpmHost = z.object({
  id: z.uuid(),
  name: z.string(),
  ekHash: sha256,
  certificatePath,
  /** What vouches for it: its certificate, nothing but an administrator (-Force), or neither: it is refused. */
  endorsement: z.enum(['certified', 'forced']).nullable(),
  /** Since when, by which verdict and why it is suspected; null if it is not. */
  alarm: z.object({ at: instant, verdict: z.uuid(), explanation }).nullable(),
  addedAt: instant,
  addedBy: z.string(),
  lastAttestedAt: instant.nullable(),
});
export type TpmHost = z.infer<typeof tpmHost>;

export const trustedPolicy = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Digests that a measured policy may have. */
  digests: z.array(hex),
  /** Null if trusted by the digest in a host's log only. */
  facts: policyFacts.nullable(),
  enabled: z.boolean(),
  addedAt: instant,
  addedBy: z.string(),
});
export type TrustedPolicy = z.infer<typeof trustedPolicy>;

export const builtInPolicy = z.object({
  name: z.string(),
  state: z.enum(['Enabled', 'Disabled', 'Locked']),
  purpose: z.string(),
});
export type BuiltInPolicy = z.infer<typeof builtInPolicy>;

export const dumpKey = z.object({
  id: z.uuid(),
  name: z.string(),
  /** SHA-256 of the public key, as hosts measure it. */
  digest: sha256,
  addedAt: instant,
  addedBy: z.string(),
});
export type DumpKey = z.infer<typeof dumpKey>;

export const tpmRoot = z.object({
  id: z.uuid(),
  /** Paths end at a root. An intermediate proves nothing by itself: it has to lead to one. */
  kind: z.enum(['root', 'intermediate']),
  subject: z.string(),
  certificatePath,
  thumbprint: hex,
  validUntil: instant,
  addedAt: instant,
});
export type TpmRoot = z.infer<typeof tpmRoot>;

/** A host that asked for attestation with a TPM that is not authorised. All of it is its own claim. */
export const waitingHost = z.object({
  id: z.uuid(),
  claimedName: z.string(),
  ekHash: sha256,
  certificatePath,
  firstSeenAt: instant,
  lastSeenAt: instant,
  attempts: z.number().int(),
  /** Whether another TPM is authorised under this name: an exchange, or an impostor. */
  nameAuthorizedForOtherTpm: z.boolean(),
  log: z
    .object({
      eventLog: sha256,
      eventCount: z.number().int(),
      secureBoot: z.boolean().nullable(),
      /** Name of the trusted baseline that it matches, if any. */
      matchesBaseline: z.string().nullable(),
      /** First difference to the nearest one, in words. */
      difference: z.string().nullable(),
    })
    .nullable(),
  /** Why the log is not shown, if it cannot be read. */
  logError: z.string().nullable(),
  codeIntegrityPolicy: measuredPolicy.extend({ trusted: z.string().nullable() }).nullable(),
});
export type WaitingHost = z.infer<typeof waitingHost>;

export const approval = z.object({
  name: z.string().trim().min(1).max(253),
  /** Trust the claimed boot log as a new baseline of this name; the host must still prove it. */
  addBaseline: name.nullable(),
  /** Trust the code integrity policy in the log under this name. */
  addCodeIntegrityPolicy: name.nullable(),
  /**
   * SHA-256 of the boot log that the administrator looked at. Anybody who knows the EK certificate can
   * send another log in the meantime: with it, an approval of something else is refused.
   */
  eventLog: sha256.optional(),
  /** `-Force`: authorise a TPM without a trusted certificate path. */
  force: z.boolean().default(false),
});
export type Approval = z.infer<typeof approval>;

const removal = <P extends string>(path: P, summary: string) =>
  route({
    method: 'DELETE',
    path: `/Administration/${path}/:id`,
    summary,
    permission: 'hgs.write',
    params: byId,
    response: nothing,
    status: 204,
  });

const listing = <T extends z.ZodType>(path: string, item: T, summary: string) =>
  route({
    method: 'GET',
    path: `/Administration/${path}`,
    summary,
    permission: 'hgs.read',
    response: listOf(item),
  });

export const trustRoutes = {
  listWaitingHosts: listing('waiting-hosts', waitingHost, 'Hosts whose TPM is not authorised'),
  approveWaitingHost: route({
    method: 'POST',
    path: '/Administration/waiting-hosts/:id/approve',
    summary: 'Authorises the TPM, and trusts what the approval names',
    permission: 'hgs.write',
    params: byId,
    body: approval,
    response: tpmHost,
    status: 201,
  }),
  dismissWaitingHost: removal('waiting-hosts', 'Forgets a host until it asks again'),
  listTpmHosts: route({
    method: 'GET',
    path: '/Administration/tpm-hosts',
    summary:
      'Authorised TPMs by name (Get-HgsAttestationTpmHost); `filter` takes words, `ek:…` and `alarm:yes`',
    permission: 'hgs.read',
    query: listQuery.pick({ limit: true, offset: true, filter: true }),
    response: listOf(tpmHost),
  }),
  addTpmHost: route({
    method: 'POST',
    path: '/Administration/tpm-hosts',
    summary: 'Authorises a TPM by its EK certificate or EKpub (Add-HgsAttestationTpmHost)',
    permission: 'hgs.write',
    body: z.object({
      name: z.string().trim().min(1).max(253),
      ekCertificate: base64.max(16_384).optional(),
      /** TPM2B_PUBLIC or TPMT_PUBLIC of the endorsement key. */
      ekPublic: base64.max(8_192).optional(),
      force: z.boolean().default(false),
    }),
    response: tpmHost,
    status: 201,
  }),
  acceptTpm: route({
    method: 'POST',
    path: '/Administration/tpm-hosts/:id/accept',
    summary: 'Settles the alarm of a TPM: forgets its counters and keys, so that it starts anew',
    permission: 'hgs.write',
    params: byId,
    response: tpmHost,
  }),
  removeTpmHost: removal('tpm-hosts', 'Withdraws the authorisation of a TPM'),
  getEventLog: route({
    method: 'GET',
    path: '/Administration/event-logs/:digest',
    summary: 'A stored TCG log: its events and replayed PCR values',
    permission: 'hgs.read',
    params: z.object({ digest: sha256 }),
    response: eventLogView,
  }),
  listTrustedPolicies: listing(
    'code-integrity-policies',
    trustedPolicy,
    'Trusted code integrity policies',
  ),
  addTrustedPolicy: route({
    method: 'POST',
    path: '/Administration/code-integrity-policies',
    summary: 'Trusts a code integrity policy (Add-HgsAttestationCiPolicy)',
    permission: 'hgs.write',
    body: z.object({ name, fileName: z.string().trim().min(1).max(255), content: policyFile }),
    response: trustedPolicy,
    status: 201,
  }),
  changeTrustedPolicy: route({
    method: 'PATCH',
    path: '/Administration/code-integrity-policies/:id',
    summary: 'Enables or disables a trusted policy',
    permission: 'hgs.write',
    params: byId,
    body: z.object({ enabled: z.boolean() }),
    response: trustedPolicy,
  }),
  removeTrustedPolicy: removal('code-integrity-policies', 'Removes a trusted policy'),
  listBuiltInPolicies: listing('policies', builtInPolicy, 'The built-in Hgs_* policies'),
  changeBuiltInPolicy: route({
    method: 'PATCH',
    path: '/Administration/policies/:name',
    summary: 'Enables or disables a built-in policy; locked ones stay',
    permission: 'hgs.write',
    params: z.object({ name: z.string().max(64) }),
    body: z.object({ enabled: z.boolean() }),
    response: builtInPolicy,
  }),
  listDumpKeys: listing('dump-keys', dumpKey, 'Keys that dumps may be encrypted with'),
  addDumpKey: route({
    method: 'POST',
    path: '/Administration/dump-keys',
    summary: 'Trusts a dump encryption key by its hash or a TCG log (Add-HgsAttestationDumpPolicy)',
    permission: 'hgs.write',
    body: z.object({
      name,
      publicKeyHash: sha256.optional(),
      log: base64.max(24 * 1024 * 1024).optional(),
    }),
    response: dumpKey,
    status: 201,
  }),
  removeDumpKey: removal('dump-keys', 'Removes a dump encryption key'),
  listTpmRoots: listing(
    'tpm-roots',
    tpmRoot,
    'TPM manufacturers: roots and intermediates (TrustedTPM_RootCA, TrustedTPM_IntermediateCA)',
  ),
  addTpmRoot: route({
    method: 'POST',
    path: '/Administration/tpm-roots',
    summary:
      'Trusts a TPM manufacturer root, or adds an intermediate that leads to one: DER or PEM',
    permission: 'hgs.write',
    body: z.object({ content: base64.max(65_536) }),
    response: tpmRoot,
    status: 201,
  }),
  removeTpmRoot: removal('tpm-roots', 'Removes a TPM manufacturer root'),
};
