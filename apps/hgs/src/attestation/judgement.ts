import {
  type AttestationKey,
  appraise,
  type Challenge,
  type EarlierLog,
  type EndorsementKey,
  type EndorsementPath,
  type Trust,
  type Verdict,
  verifyEndorsementPath,
} from '@gatehouse/attestation';
import { equalBytes } from '@gatehouse/bytes';
import type { EvidenceBlobs } from '@gatehouse/hgs-protocol';
import type { Certificate } from '@gatehouse/pki';
import type { SharedTrust } from '../store/trust-store.ts';
import type { KeyCache } from './key-cache.ts';

const none = new Uint8Array();

/** Path of an EK certificate to the trusted manufacturer roots; null without a certificate. */
export const endorsementPath = (
  certificate: Certificate | null,
  trust: SharedTrust,
  at: Date,
): EndorsementPath | null =>
  certificate === null
    ? null
    : verifyEndorsementPath(certificate, {
        anchors: trust.roots,
        intermediates: trust.intermediates,
        at,
      });

export interface Judged {
  readonly endorsementKey: EndorsementKey;
  readonly path: EndorsementPath | null;
  readonly blobs: EvidenceBlobs;
  readonly challenge: Challenge | null;
  readonly tpm: Trust['tpm'];
  readonly trust: SharedTrust;
  readonly keyOf: KeyCache;
  /** The last log that this TPM proved, where it is known. */
  readonly earlier?: EarlierLog | undefined;
}

/** Appraises what a host answered. What it left out is empty, and fails its check. */
export const judge = (options: Judged): Verdict =>
  appraise(
    {
      endorsementKey: options.endorsementKey,
      endorsementKeyPath: options.path,
      hostName: options.blobs.hostName ?? null,
      akPublic: options.blobs.akPublic ?? none,
      attestationKey: challengedKey(options),
      activatedSecret: options.blobs.activatedSecret ?? none,
      quoteAttest: options.blobs.quoteAttest ?? none,
      quoteSignature: options.blobs.quoteSignature ?? none,
      eventLog: options.blobs.eventLog ?? none,
      earlier: options.earlier,
    },
    options.challenge,
    {
      tpm: options.tpm,
      baselines: options.trust.baselines,
      codeIntegrityPolicies: options.trust.codeIntegrityPolicies,
      dumpKeys: options.trust.dumpKeys,
      policies: options.trust.policies,
    },
  );

/** The challenged key, read before: of another key than the challenged one none is kept. */
function challengedKey(options: {
  readonly blobs: EvidenceBlobs;
  readonly challenge: Challenge | null;
  readonly keyOf: KeyCache;
}): AttestationKey | undefined {
  const { challenge, blobs, keyOf } = options;
  if (challenge === null || blobs.akPublic === undefined) return undefined;
  return equalBytes(challenge.akPublic, blobs.akPublic) ? keyOf(blobs.akPublic) : undefined;
}

/**
 * As {@link judge}. What the TPM proved before is asked for only where the log does not fit: it explains
 * a refusal, and changes none.
 */
export async function judgeByPast(
  options: Judged,
  lastProvenLog: () => Promise<EarlierLog | null>,
): Promise<Verdict> {
  const verdict = judge(options);
  if (!verdict.checks.some(({ id, outcome }) => id === 'event-log-replay' && outcome === 'failed'))
    return verdict;
  const earlier = await lastProvenLog();
  return earlier === null ? verdict : judge({ ...options, earlier });
}
