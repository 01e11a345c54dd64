import type { AttestedTpm, Verdict } from '@gatehouse/attestation';
import { toHex } from '@gatehouse/bytes';
import type {
  Explanation,
  AttestedTpm as PublishedTpm,
  Verdict as PublishedVerdict,
} from '@gatehouse/contracts';

export interface VerdictFrame {
  readonly id: string;
  readonly at: Date;
  readonly ekHash: string;
  readonly hostName: string | null;
  readonly authorized: boolean;
  /** The open alarm of this TPM. */
  readonly alarm: Explanation | null;
  readonly eventLog: string | null;
  readonly certificate: { readonly thumbprint: string; readonly notAfter: Date } | null;
}

/** A verdict as the attestation log, the feed and the pages show it. */
export const publishedVerdict = (verdict: Verdict, frame: VerdictFrame): PublishedVerdict => ({
  id: frame.id,
  at: frame.at.toISOString(),
  ekHash: frame.ekHash,
  hostName: frame.hostName,
  authorized: frame.authorized,
  endorsement: verdict.endorsement,
  alarm: frame.alarm,
  tpm: verdict.tpm === null ? null : publishedTpm(verdict.tpm),
  status: verdict.status,
  substatus: [...verdict.substatus],
  errorReply: verdict.refusal,
  checks: [...verdict.checks],
  explanation: verdict.explanation,
  eventLog: frame.eventLog,
  baseline: verdict.baseline,
  codeIntegrityPolicy:
    verdict.codeIntegrityPolicy === null
      ? null
      : {
          name: verdict.codeIntegrityPolicy.name,
          version: verdict.codeIntegrityPolicy.version,
          digestAlgorithm: verdict.codeIntegrityPolicy.digestAlgorithm,
          digest: toHex(verdict.codeIntegrityPolicy.digest),
        },
  certificateThumbprint: frame.certificate?.thumbprint ?? null,
  validUntil: frame.certificate?.notAfter.toISOString() ?? null,
});

const publishedTpm = (tpm: AttestedTpm): PublishedTpm => ({
  attestationKeyName: tpm.attestationKeyName,
  clock: String(tpm.clock),
  resetCount: tpm.resetCount,
  restartCount: tpm.restartCount,
  firmwareVersion: tpm.firmwareVersion.toString(16).padStart(16, '0'),
  safe: tpm.safe,
});
