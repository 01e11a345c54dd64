import { decode } from '@gatehouse/bytes';
import { type Attest, tpmsAttest } from './structures/attest.ts';
import type { PcrSelection } from './structures/pcr-selection.ts';
import type { TpmtPublic } from './structures/public-area.ts';

/** One thing that a verifier looked at. `source` is where the rule is written. */
export interface QuoteCheck {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly source: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Why it failed or was skipped. */
  readonly reason: string | null;
}

/** What a quote whose checks all passed proves. */
export interface ProvenQuote {
  readonly pcrDigest: Uint8Array;
  /** Milliseconds that the TPM has been powered. */
  readonly clock: bigint;
  readonly resetCount: number;
  readonly restartCount: number;
  readonly safe: boolean;
  readonly firmwareVersion: bigint;
}

export interface QuoteEvidence {
  /** Content of TPM2B_ATTEST: the bytes that were signed. */
  readonly attest: Uint8Array;
  /** A whole TPMT_SIGNATURE. */
  readonly signature: Uint8Array;
  readonly akPublic: TpmtPublic;
  readonly nonce: Uint8Array;
  readonly selection: PcrSelection;
}

export interface QuoteVerdict {
  readonly checks: readonly QuoteCheck[];
  /** Present only if every check passed. */
  readonly quote?: ProvenQuote;
}

/** Reads TPMS_ATTEST. Throws `MalformedError`. Proves nothing. */
export const parseAttest = (bytes: Uint8Array): Attest => decode(tpmsAttest, bytes);

/**
 * Whether `attest` is a quote by `akPublic` over exactly these PCRs with this nonce.
 * Throws `MalformedError` when attest or signature cannot be read; everything else is a check.
 */
export function verifyQuote(_evidence: QuoteEvidence): QuoteVerdict {
  throw new Error('verifyQuote is being written');
}

/** Whether a public area is that of an attestation key that signs nothing but what its TPM made. */
export function checkAkPublic(_publicArea: TpmtPublic): readonly QuoteCheck[] {
  throw new Error('checkAkPublic is being written');
}
