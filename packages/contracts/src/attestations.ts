import { z } from 'zod';
import { decimal, hex, instant, listOf, listQuery, sha256 } from './common.ts';
import { explanation } from './explanation.ts';
import { route } from './route.ts';

/** AttestationStatus of the HGS client, names as in PowerShell, numbers as in WMI. */
export const attestationStatusNumber = {
  NotConfigured: 0,
  Unknown: 1,
  Passed: 100,
  Expired: 200,
  TransientError: 300,
  UnauthorizedHost: 301,
  TpmError: 302,
  InsecureHostConfiguration: 303,
} as const;
export type AttestationStatusName = keyof typeof attestationStatusNumber;
export const attestationStatus = z.enum(
  Object.keys(attestationStatusNumber) as [AttestationStatusName, ...AttestationStatusName[]],
);

/** AttestationSubstatus names; in WMI a bit field, bit n for the n-th name (see the HGS reference). */
export const attestationSubstatuses = [
  'SecureBoot',
  'DebugMode',
  'CodeIntegrityPolicy',
  'FullBoot',
  'HostUnreachable',
  'ServiceUnavailable',
  'AuthenticationFailure',
  'TcgLogVerification',
  'VirtualSecureMode',
  'SecureBootSettings',
  'BitLocker',
  'Iommu',
  'PagefileEncryption',
  'HypervisorEnforcedCodeIntegrityPolicy',
  'UnsupportedHardware',
  'HibernationEnabled',
  'DumpsEnabled',
  'DumpEncryption',
  'DumpEncryptionKey',
] as const;
export const attestationSubstatus = z.enum(attestationSubstatuses);
export type AttestationSubstatus = z.infer<typeof attestationSubstatus>;

/** One check of an attestation, in protocol order. */
export const attestationCheck = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  /** Where the rule is written, e.g. `TPM 2.0 Part 2 §10.12.1`. */
  source: z.string(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  /** Why it failed or was skipped. */
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  evidence: z.string().nullable(),
  substatus: attestationSubstatus.nullable(),
  /** Why it failed; null where it did not, and in verdicts from before there were explanations. */
  explanation: explanation.nullable().default(null),
});
export type AttestationCheck = z.infer<typeof attestationCheck>;

export const measuredPolicy = z.object({
  name: z.string(),
  version: z.string(),
  digestAlgorithm: z.string(),
  digest: hex,
});

/** What the TPM said of itself in a quote that was proven to be its own. */
export const attestedTpm = z.object({
  /** TPM2B_NAME of the key that signed the quote: nameAlg and digest. */
  attestationKeyName: hex,
  /** Milliseconds that the TPM was powered, as a decimal number of 64 bits. */
  clock: decimal,
  /** Starts of the TPM (TPM Reset), and resumptions since the last one. */
  resetCount: z.number().int(),
  restartCount: z.number().int(),
  /** Vendor's version, 64 bits; obfuscated like the counters for a key of the owner's hierarchy. */
  firmwareVersion: hex,
  /** Whether no higher value of `clock` can have been lost by a power failure. */
  safe: z.boolean(),
});
export type AttestedTpm = z.infer<typeof attestedTpm>;

/** What hgs decided about one attestation, and why. */
export const verdict = z.object({
  id: z.uuid(),
  at: instant,
  /** SHA-256 of the endorsement key's public area: which TPM. */
  ekHash: sha256,
  /** Name under which the TPM is authorised; else the name that the host claims. */
  hostName: z.string().nullable(),
  authorized: z.boolean(),
  /**
   * How an authorised TPM shows that it is a TPM: by its certificate, or by nothing but the word of an
   * administrator (-Force). Null where it is not authorised, or its certificate was refused.
   */
  endorsement: z.enum(['certified', 'forced']).nullable().default(null),
  /** Null where no quote was proven. */
  tpm: attestedTpm.nullable().default(null),
  /**
   * Why this TPM is suspected, since when it contradicted its own past and until an administrator settles
   * it: also with verdicts that passed, as HGS cannot tell which of two machines is the genuine one.
   */
  alarm: explanation.nullable().default(null),
  status: attestationStatus,
  substatus: z.array(attestationSubstatus),
  /** Type of the error reply that the host received, e.g. `PolicyEvaluationErrorReply`. */
  errorReply: z.string().nullable(),
  checks: z.array(attestationCheck),
  /** The failure that tells most, and all others as its `further`; null when passed. */
  explanation: explanation.nullable().default(null),
  /** SHA-256 of the event log, under which it is stored. */
  eventLog: sha256.nullable(),
  baseline: z.string().nullable(),
  codeIntegrityPolicy: measuredPolicy.nullable(),
  certificateThumbprint: hex.nullable(),
  validUntil: instant.nullable(),
});
export type Verdict = z.infer<typeof verdict>;

/** A verdict as the server lists it: with the host that it knows by this TPM, if any. */
export const attestation = verdict.extend({ hostId: z.uuid().nullable() });
export type Attestation = z.infer<typeof attestation>;

export const attestationRoutes = {
  listAttestations: route({
    method: 'GET',
    path: '/api/attestations',
    summary: 'Verdicts, newest first; of one host with ?host=',
    permission: 'attestations.read',
    query: listQuery.extend({ host: z.uuid().optional() }),
    response: listOf(attestation),
  }),
};
