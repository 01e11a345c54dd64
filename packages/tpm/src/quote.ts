import { decode, toHex } from '@gatehouse/bytes';
import { digestSize, type PublicKey } from '@gatehouse/bytes/crypto';
import { compare, type QuoteCheck } from './quote-check.ts';
import { checkHash, checkScheme, checkSignature, signatureHash } from './quote-signature.ts';
import { type Attest, tpmsAttest } from './structures/attest.ts';
import type { PcrSelection } from './structures/pcr-selection.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import { type TpmtSignature, tpmtSignature } from './structures/signature.ts';

/** What a quote whose checks all passed proves. */
export interface ProvenQuote {
  readonly pcrDigest: Uint8Array;
  /** Qualified name of the key that signed: says below which parent it stands. */
  readonly qualifiedSigner: Uint8Array;
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
  /** `akPublic` imported by {@link publicKeyOf}: saves its import when one key signs many quotes. */
  readonly akKey?: PublicKey;
}

export interface QuoteVerdict {
  readonly checks: readonly QuoteCheck[];
  /** Present only if every check passed. */
  readonly quote?: ProvenQuote;
}

/** Reads TPMS_ATTEST. Throws `MalformedError`. Proves nothing. */
export const parseAttest = (bytes: Uint8Array): Attest => decode(tpmsAttest, bytes);

/**
 * Whether `attest` is a quote by `akPublic` over exactly these PCRs with this nonce
 * (Part 3 §18.4 TPM2_Quote, Part 1 §36 "Attestation").
 *
 * Throws `MalformedError` when attest or signature cannot be read; everything else is a check. It does
 * not look at the key's attributes (`checkAkPublic`) nor at what the PCRs ought to hold.
 */
export function verifyQuote(evidence: QuoteEvidence): QuoteVerdict {
  const attest = parseAttest(evidence.attest);
  const signature = decode(tpmtSignature, evidence.signature);
  const checks = [
    checkType(attest),
    checkNonce(attest, evidence.nonce),
    checkSelection(attest, evidence.selection),
    checkDigestSize(attest, signature),
    checkScheme(evidence.akPublic, signature),
    checkHash(signature),
    checkSignature(evidence, signature),
  ];
  return verdictOf(attest, checks);
}

/** What the statement says counts only when all its checks passed. */
export function verdictOf(attest: Attest, checks: readonly QuoteCheck[]): QuoteVerdict {
  if (attest.type !== 'quote' || checks.some((check) => check.outcome !== 'passed'))
    return { checks };
  const { clockInfo, firmwareVersion, pcrDigest, qualifiedSigner } = attest;
  return { checks, quote: { pcrDigest, qualifiedSigner, firmwareVersion, ...clockInfo } };
}

export const checkType = (attest: Attest): QuoteCheck =>
  compare(
    { id: 'quote-type', title: 'The TPM made it as a quote', source: 'TPM 2.0 Part 2 §10.12.12' },
    'quote',
    attest.type,
    'Another kind of attestation says nothing about the PCRs.',
  );

const checkNonce = (attest: Attest, nonce: Uint8Array): QuoteCheck =>
  compare(
    {
      id: 'quote-nonce',
      title: 'The quote answers this challenge',
      source: 'TPM 2.0 Part 3 §18.4.1 (qualifyingData)',
    },
    toHex(nonce),
    toHex(attest.extraData),
    'The quote was made for another challenge: it may be a replay.',
  );

const describeSelection = (selection: readonly PcrSelection[]): string =>
  selection.map(({ hash, pcrs }) => `${hash}:${pcrs.join(',')}`).join('+') || 'no PCR';

/** Without this check a quote over no PCR at all would pass. */
const checkSelection = (attest: Attest, wanted: PcrSelection): QuoteCheck =>
  compare(
    {
      id: 'quote-selection',
      title: 'The quote covers exactly the wanted PCRs',
      source: 'TPM 2.0 Part 2 §10.12.1 (pcrSelect)',
    },
    describeSelection([{ ...wanted, pcrs: [...wanted.pcrs].sort((a, b) => a - b) }]),
    describeSelection(attest.type === 'quote' ? attest.pcrSelect : []),
    'The PCRs that were quoted are not the ones that were asked for.',
  );

export const checkDigestSize = (attest: Attest, signature: TpmtSignature): QuoteCheck => {
  const hash = signatureHash(signature);
  return compare(
    {
      id: 'quote-pcr-digest-size',
      title: 'The PCR digest has the size of its hash algorithm',
      source: 'TPM 2.0 Part 3 §18.4.1',
    },
    hash === undefined ? 'a digest' : `${digestSize[hash]} bytes`,
    attest.type === 'quote' ? `${attest.pcrDigest.length} bytes` : 'none',
    'The digest is not one of the signing scheme.',
  );
};
